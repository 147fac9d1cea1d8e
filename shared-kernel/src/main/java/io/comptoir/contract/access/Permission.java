package io.comptoir.contract.access;

import io.comptoir.contract.values.InvalidValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a caller may do, written {@code resource:action} everywhere outside of this code. Most concern the caller's
 * own organization. Those of the platform concern all organizations at once, so no role gives them: they come with the flag
 * that makes a key the platform operator's.
 */
public enum Permission {
    ORDERS_READ("orders:read"),
    ORDERS_WRITE("orders:write"),
    PRODUCTS_READ("products:read"),
    PRODUCTS_WRITE("products:write"),
    INVENTORY_READ("inventory:read"),
    INVENTORY_WRITE("inventory:write"),
    IMPORTS_READ("imports:read"),
    IMPORTS_WRITE("imports:write"),
    SEARCH_READ("search:read"),
    AUDIT_READ("audit:read"),
    INVARIANTS_READ("invariants:read"),
    DATA_SUBJECTS_READ("data-subjects:read"),
    DATA_SUBJECTS_ERASE("data-subjects:erase"),
    EFFECTS_READ("effects:read"),
    EFFECTS_OPERATE("effects:operate"),
    DEAD_LETTERS_OPERATE("dead-letters:operate"),
    API_KEYS_READ("api-keys:read"),
    API_KEYS_MANAGE("api-keys:manage"),
    MEMBERS_READ("members:read"),
    MEMBERS_MANAGE("members:manage"),
    ROLES_READ("roles:read"),
    ROLES_MANAGE("roles:manage"),
    ORGANIZATION_READ("organization:read"),
    ORGANIZATION_MANAGE("organization:manage"),
    PROJECTIONS_READ("projections:read"),
    PROJECTIONS_OPERATE("projections:operate"),
    PLATFORM_OPERATE("platform:operate");

    /** What concerns all organizations. */
    public static final Set<Permission> OF_THE_PLATFORM =
            Collections.unmodifiableSet(EnumSet.of(PROJECTIONS_READ, PROJECTIONS_OPERATE, PLATFORM_OPERATE));

    /** What concerns one organization. */
    public static final Set<Permission> OF_AN_ORGANIZATION =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.copyOf(OF_THE_PLATFORM)));

    private static final Map<String, Permission> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::wireName, Function.identity()));

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /** The permission with this name; throws {@link InvalidValue} for any other text. */
    public static Permission of(String wireName) {
        @Nullable Permission permission = BY_WIRE_NAME.get(wireName);
        if (permission == null) {
            throw new InvalidValue("must be a permission such as " + ORDERS_READ.wireName);
        }
        return permission;
    }

    public String wireName() {
        return wireName;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
