package io.comptoir.command.access;

import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.http.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * Nobody gives, or lays hands on, more than they have. It is looked at before a command is sent: should a role change in
 * between, then by somebody who may.
 */
final class GrantLimit {

    private GrantLimit() {}

    /** @throws Problem if some of the permissions are not the caller's */
    static void require(Caller caller, Collection<Permission> given) {
        List<Permission> exceeding = given.stream()
                .filter(permission -> !caller.may(permission))
                .sorted()
                .distinct()
                .toList();
        if (!exceeding.isEmpty()) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "grant-exceeds-own",
                    "Nobody can manage permissions that they do not have themselves.",
                    Map.of("permissions", exceeding));
        }
    }
}
