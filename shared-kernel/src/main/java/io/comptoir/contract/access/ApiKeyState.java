package io.comptoir.contract.access;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key as its events made it, without anything that verifies its secret.
 *
 * @param previousUntil until when the secret before the last rotation works
 * @param version       how many events made this
 */
public record ApiKeyState(
        TenantId tenantId,
        ApiKeyId id,
        Note label,
        Role role,
        @Nullable List<Permission> scopes,
        @Nullable SubjectId member,
        @Nullable Instant expiresAt,
        @Nullable Boolean platformOperator,
        @Nullable Instant rotatedAt,
        @Nullable Instant previousUntil,
        @Nullable Instant revokedAt,
        long version) {

    public static ApiKeyState after(@Nullable ApiKeyState before, ApiKeyEvent event) {
        return switch (event) {
            case ApiKeyIssued issued -> issued(issued.tenantId(), issued.key());
            case ApiKeyRotated rotated -> Objects.requireNonNull(before).rotated(rotated);
            case ApiKeyRevoked revoked -> Objects.requireNonNull(before).revoked(revoked);
        };
    }

    private static ApiKeyState issued(TenantId tenantId, KeyGrant key) {
        return new ApiKeyState(
                tenantId,
                key.id(),
                key.label(),
                key.role(),
                key.scopes(),
                key.member(),
                key.expiresAt(),
                key.platformOperator(),
                null,
                null,
                null,
                1);
    }

    private ApiKeyState rotated(ApiKeyRotated rotated) {
        return new ApiKeyState(
                tenantId,
                id,
                label,
                role,
                scopes,
                member,
                expiresAt,
                platformOperator,
                rotated.rotatedAt(),
                rotated.previousUntil(),
                revokedAt,
                version + 1);
    }

    private ApiKeyState revoked(ApiKeyRevoked revoked) {
        return new ApiKeyState(
                tenantId,
                id,
                label,
                role,
                scopes,
                member,
                expiresAt,
                platformOperator,
                rotatedAt,
                previousUntil,
                revoked.revokedAt(),
                version + 1);
    }

    public boolean hasExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    public boolean operatesPlatform() {
        return Boolean.TRUE.equals(platformOperator);
    }
}
