package io.comptoir.platform.messaging;

import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.util.Map;
import java.util.Optional;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * The claim to carry something out once. It travels with the command, beside the envelope, to whichever node decides.
 *
 * @param tenantId    who claims; for a request the caller's organization, whatever the command concerns
 * @param key         names the request or the step within the organization
 * @param requestHash what is asked; a second claim with the same key and another hash is refused
 */
public record RequestClaim(TenantId tenantId, String key, String requestHash) {

    private static final String TENANT = "claimTenant";
    private static final String KEY = "claimKey";
    private static final String HASH = "claimHash";

    /**
     * The claim of a process's step. Its command id says all: what else the command holds, such as the time, may differ from
     * one delivery to the next.
     */
    static RequestClaim ofStep(TenantId tenantId, String commandId) {
        return new RequestClaim(tenantId, commandId, commandId);
    }

    static Optional<RequestClaim> of(MetaData metaData) {
        if (metaData.get(TENANT) instanceof String tenant
                && metaData.get(KEY) instanceof String key
                && metaData.get(HASH) instanceof String hash) {
            return Optional.of(new RequestClaim(TenantId.of(tenant), key, hash));
        }
        return Optional.empty();
    }

    static MetaData addedTo(MetaData metaData, @Nullable RequestClaim claim) {
        return claim == null
                ? metaData
                : metaData.mergedWith(
                        Map.of(TENANT, claim.tenantId().toString(), KEY, claim.key(), HASH, claim.requestHash()));
    }

    /** Where it is remembered. */
    public StreamId stream() {
        return RequestCarriedOut.streamOf(tenantId, key);
    }
}
