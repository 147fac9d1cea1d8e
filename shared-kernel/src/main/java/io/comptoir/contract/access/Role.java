package io.comptoir.contract.access;

import static io.comptoir.contract.access.Permission.*;

import io.comptoir.contract.values.InvalidValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A role by its name. Six are built in and mean the same in every organization; an organization may define more.
 *
 * @param name 2 to 40 lower-case letters, digits and hyphens, beginning with a letter
 */
public record Role(String name) {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{1,39}");

    /** Everything within the organization. */
    public static final Role OWNER = new Role("owner");

    /** Runs the business and decides who may do what, but neither ends the organization nor erases persons. */
    public static final Role ADMIN = new Role("admin");

    /** Keeps an eye on what the organization's software does. */
    public static final Role OPERATOR = new Role("operator");

    /** Sees everything that happened and who may do what, and changes nothing. */
    public static final Role AUDITOR = new Role("auditor");

    /** Searches and counts. */
    public static final Role ANALYST = new Role("analyst");

    /** Connects other software: reads, writes and makes keys for it. */
    public static final Role DEVELOPER = new Role("developer");

    private static final Map<Role, Set<Permission>> BUILT_IN = builtIn();

    public Role {
        if (!FORM.matcher(name).matches()) {
            throw new InvalidValue("must be 2 to 40 lower-case letters, digits and hyphens, beginning with a letter");
        }
    }

    /** The roles that every organization has, with what they give. */
    public static Map<Role, Set<Permission>> allBuiltIn() {
        return BUILT_IN;
    }

    /** What the role gives if it is built in; empty if only the organization knows. */
    public Optional<Set<Permission>> builtInPermissions() {
        return Optional.ofNullable(BUILT_IN.get(this));
    }

    public boolean isBuiltIn() {
        return BUILT_IN.containsKey(this);
    }

    private static Map<Role, Set<Permission>> builtIn() {
        Map<Role, Set<Permission>> roles = new LinkedHashMap<>();
        roles.put(OWNER, OF_AN_ORGANIZATION);
        EnumSet<Permission> admin = EnumSet.copyOf(OF_AN_ORGANIZATION);
        admin.removeAll(EnumSet.of(ORGANIZATION_MANAGE, DATA_SUBJECTS_ERASE));
        roles.put(ADMIN, Collections.unmodifiableSet(admin));
        roles.put(
                OPERATOR,
                of(
                        EFFECTS_READ,
                        EFFECTS_OPERATE,
                        DEAD_LETTERS_OPERATE,
                        INVARIANTS_READ,
                        IMPORTS_READ,
                        AUDIT_READ,
                        ORGANIZATION_READ));
        roles.put(
                AUDITOR,
                of(
                        AUDIT_READ,
                        INVARIANTS_READ,
                        ORDERS_READ,
                        PRODUCTS_READ,
                        INVENTORY_READ,
                        IMPORTS_READ,
                        SEARCH_READ,
                        DATA_SUBJECTS_READ,
                        EFFECTS_READ,
                        API_KEYS_READ,
                        MEMBERS_READ,
                        ROLES_READ,
                        ORGANIZATION_READ));
        roles.put(ANALYST, of(ORDERS_READ, PRODUCTS_READ, INVENTORY_READ, SEARCH_READ, ORGANIZATION_READ));
        roles.put(
                DEVELOPER,
                of(
                        ORDERS_READ,
                        ORDERS_WRITE,
                        PRODUCTS_READ,
                        PRODUCTS_WRITE,
                        INVENTORY_READ,
                        INVENTORY_WRITE,
                        IMPORTS_READ,
                        IMPORTS_WRITE,
                        SEARCH_READ,
                        AUDIT_READ,
                        EFFECTS_READ,
                        API_KEYS_READ,
                        API_KEYS_MANAGE,
                        ROLES_READ,
                        ORGANIZATION_READ));
        return Collections.unmodifiableMap(roles);
    }

    private static Set<Permission> of(Permission first, Permission... others) {
        return Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    @Override
    public String toString() {
        return name;
    }
}
