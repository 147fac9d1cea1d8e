package io.comptoir.contract.organizations;

import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An organization as its events made it.
 *
 * @param suspendedAt since when its credentials are refused; absent where they are not
 * @param version     how many events made this
 */
public record OrganizationState(
        TenantId id, Slug slug, Note name, @Nullable Instant suspendedAt, long version) {

    public static OrganizationState after(@Nullable OrganizationState before, OrganizationEvent event) {
        return switch (event) {
            case OrganizationCreated created ->
                new OrganizationState(created.tenantId(), created.slug(), created.name(), null, 1);
            case OrganizationSuspended suspended ->
                Objects.requireNonNull(before).with(suspended.suspendedAt());
            case OrganizationResumed resumed -> Objects.requireNonNull(before).with(null);
        };
    }

    private OrganizationState with(@Nullable Instant suspension) {
        return new OrganizationState(id, slug, name, suspension, version + 1);
    }
}
