package io.comptoir.contract.requests;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/**
 * A request with an idempotency key, or a step of a process, was carried out. It is appended together with what it caused, as
 * the first and only event of a stream that is named after the key, so that the event store itself refuses a second time. It
 * holds no answer and nobody's data: the answer is found again from the events of {@code outcomeStream}.
 *
 * @param tenantId      the organization that asked
 * @param key           the SHA-256 of organization and key, or the id of the process's command
 * @param requestHash   what was asked, as a SHA-256 that cannot be guessed at without the key
 * @param outcomeStream the stream whose state was the answer
 * @param version       how many events that stream had then, 1 or more
 * @param repeated      whether the answer was that all of it had been there before
 */
@Revision(1)
public record RequestCarriedOut(
        TenantId tenantId, String key, String requestHash, StreamId outcomeStream, long version, boolean repeated)
        implements DomainEvent {

    /** The stream of a key. */
    public static StreamId streamOf(TenantId tenantId, String key) {
        return StreamId.of(tenantId, "request", key);
    }
}
