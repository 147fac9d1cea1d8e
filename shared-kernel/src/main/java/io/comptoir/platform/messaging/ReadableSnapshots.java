package io.comptoir.platform.messaging;

import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.SerializedType;

/**
 * Lets only snapshots be used that were taken by this version of their aggregate; any other is left aside, and the aggregate is
 * loaded from its events. So a field can be added to an aggregate without a thought of what was stored.
 */
final class ReadableSnapshots implements SnapshotFilter {

    private final ContractRevisions revisions = new ContractRevisions();
    private final ClassLoader classes = ReadableSnapshots.class.getClassLoader();

    @Override
    public boolean test(DomainEventData<?> snapshot) {
        SerializedType stored = snapshot.getPayload().getType();
        try {
            Class<?> aggregate = Class.forName(stored.getName(), false, classes);
            return stored.getRevision() != null && stored.getRevision().equals(revisions.revisionOf(aggregate));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
