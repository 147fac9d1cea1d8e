package io.comptoir.platform.messaging;

import io.comptoir.contract.Revision;
import org.axonframework.serialization.RevisionResolver;
import org.jspecify.annotations.Nullable;

/** Tells the event store the revision that a contract type declares. */
final class ContractRevisions implements RevisionResolver {

    @Override
    @SuppressWarnings("NullAway") // The framework expects null for types that are not stored, such as tokens.
    public @Nullable String revisionOf(Class<?> payloadType) {
        Revision revision = payloadType.getAnnotation(Revision.class);
        return revision == null ? null : Integer.toString(revision.value());
    }
}
