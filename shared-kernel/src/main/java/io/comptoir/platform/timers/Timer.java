package io.comptoir.platform.timers;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Envelope;
import java.time.Instant;

/**
 * Something that an event wants done at a moment.
 *
 * @param kind     what is to be done; a {@link TimedStep} knows how
 * @param key      to what, within the organization
 * @param dueAt    not before then
 * @param cause    the envelope of what follows from the event, whose id is its causation id
 * @param position of the event in the stream of all events
 */
public record Timer(TenantId tenantId, String kind, String key, Instant dueAt, Envelope cause, long position) {}
