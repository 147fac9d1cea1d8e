package io.comptoir.command.access;

import io.comptoir.contract.access.Permission;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Permissions as requests write them. */
final class PermissionFields {

    /** There are not so many; a longer list repeats itself. */
    private static final int MAX_NAMES = 100;

    private PermissionFields() {}

    static List<Permission> read(String field, @Nullable List<@Nullable String> names) {
        if (names == null) {
            throw Problem.malformed(field, "is required");
        }
        if (names.size() > MAX_NAMES) {
            throw Problem.invalid(field, "must have at most " + MAX_NAMES + " entries");
        }
        List<Permission> permissions = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            permissions.add(Fields.required(field + "[" + i + "]", names.get(i), Permission::of));
        }
        return permissions;
    }
}
