package io.comptoir.platform.timers;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Envelope;
import java.time.Instant;

/**
 * Something that an event wants done at a moment.
 *
 * @param kind     what is to be done; a {@link TimedStep} knows how
 * @param stream   of the event, and of what is to be done something to: it has one timer of a kind at most
 * @param version  of the event in its stream, from 1
 * @param dueAt    not before then
 * @param cause    the envelope of what follows from the event, whose id is its causation id
 * @param position of the event in the stream of all events
 */
public record Timer(
        TenantId tenantId, String kind, StreamId stream, long version, Instant dueAt, Envelope cause, long position) {

    /** The key of what is to be done something to, within the organization. */
    public String key() {
        return stream.key();
    }
}
