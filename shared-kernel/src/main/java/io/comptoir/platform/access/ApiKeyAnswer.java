package io.comptoir.platform.access;

import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown, which is never with its secret.
 *
 * @param lastUsedAt to the minute; absent while it was not used
 */
public record ApiKeyAnswer(
        ApiKeyId id,
        Note label,
        Role role,
        @Nullable List<Permission> scopes,
        @Nullable SubjectId member,
        @Nullable Boolean platformOperator,
        @Nullable Instant expiresAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant previousUntil,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        long version) {

    public static ApiKeyAnswer of(ApiKeyState key, @Nullable Instant lastUsedAt) {
        return new ApiKeyAnswer(
                key.id(),
                key.label(),
                key.role(),
                key.scopes(),
                key.member(),
                key.platformOperator(),
                key.expiresAt(),
                key.rotatedAt(),
                key.previousUntil(),
                key.revokedAt(),
                lastUsedAt,
                key.version());
    }
}
