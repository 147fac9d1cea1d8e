package io.comptoir.platform.messaging;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import org.axonframework.serialization.RevisionResolver;
import org.jspecify.annotations.Nullable;

/**
 * Tells the event store the revision of what it stores: of an event the one it declares, of an aggregate that has snapshots the
 * one it declares and the shape of its state, because nobody would think of raising it.
 */
final class ContractRevisions implements RevisionResolver {

    @Override
    @SuppressWarnings("NullAway") // The framework expects null for types that are not stored, such as tokens.
    public @Nullable String revisionOf(Class<?> payloadType) {
        Revision revision = payloadType.getAnnotation(Revision.class);
        if (revision == null) {
            return null;
        }
        String declared = Integer.toString(revision.value());
        return DomainEvent.class.isAssignableFrom(payloadType) ? declared : declared + "-" + StateShape.of(payloadType);
    }
}
