package io.comptoir.contract.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That somebody has a role.
 *
 * @param expiresAt from when on it gives nothing; absent where it always does
 */
public record RoleGrant(Role role, @Nullable Instant expiresAt) {

    public boolean isValid(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }
}
