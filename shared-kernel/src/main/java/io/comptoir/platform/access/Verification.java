package io.comptoir.platform.access;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a credential. */
public sealed interface Verification {

    /** It is believed. */
    record Accepted(Caller caller, ApiKeyId keyId) implements Verification {}

    /**
     * It is not.
     *
     * @param key   whose key it claims to be; absent if there is no such key
     * @param since when the credential lost its worth, where it had some once
     */
    record Refused(
            Refusal reason,
            @Nullable KnownKey key,
            @Nullable Instant since) implements Verification {

        static Refused because(Refusal reason) {
            return new Refused(reason, null, null);
        }
    }

    /** A key that was issued. */
    record KnownKey(TenantId tenantId, ApiKeyId id) {}
}
