package io.comptoir.platform.messaging;

import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only snapshots be used that were taken by this version of their aggregate and can be read; any other is left aside, and the
 * aggregate is loaded from its events. So a field can be added to an aggregate without a thought of what was stored, and a damaged
 * snapshot costs time and nothing else. The framework itself reads a snapshot only when there is no way back any more.
 */
final class ReadableSnapshots implements SnapshotFilter {

    private static final Logger log = LoggerFactory.getLogger(ReadableSnapshots.class);

    private final Serializer serializer;
    private final ContractRevisions revisions = new ContractRevisions();
    private final ClassLoader classes = ReadableSnapshots.class.getClassLoader();

    /** @param serializer that snapshots are stored with */
    ReadableSnapshots(Serializer serializer) {
        this.serializer = serializer;
    }

    @Override
    public boolean test(DomainEventData<?> snapshot) {
        SerializedType stored = snapshot.getPayload().getType();
        try {
            Class<?> aggregate = Class.forName(stored.getName(), false, classes);
            return stored.getRevision() != null
                    && stored.getRevision().equals(revisions.revisionOf(aggregate))
                    && isWhole(snapshot);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private boolean isWhole(DomainEventData<?> snapshot) {
        try {
            Object unused = serializer.deserialize(snapshot.getPayload());
            return true;
        } catch (SerializationException e) {
            // Its message may quote what could not be read.
            log.atWarn()
                    .addKeyValue("stream", snapshot.getAggregateIdentifier())
                    .addKeyValue("sequence", snapshot.getSequenceNumber())
                    .log("a snapshot is damaged and not used; the next one takes its place");
            return false;
        }
    }
}
