package io.comptoir.platform.proof;

import io.comptoir.platform.messaging.SealedEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares a history with its log and with checkpoints, line by line and without keeping the lines: every event must hash to
 * what was logged, and what was logged must make the roots that were signed. It remembers the first difference.
 */
public final class HistoryCheck {

    /** What became of an event. */
    public enum What {
        /** It was logged, and the store has it no more. */
        MISSING,
        /** The store has it, and it was never logged. */
        ADDED,
        /** Something in it is not as it was logged. */
        CHANGED,
        /** It lies in another place than it was logged. */
        SWAPPED,
        /** Events and log agree with each other, but not with a signed checkpoint: both were altered. */
        REWRITTEN
    }

    /**
     * The first place where the history is not what it was.
     *
     * @param index in the organization's tree, from 0; for an added event the index of the leaf behind it
     * @param eventId absent where only a range is known
     */
    public record Difference(
            What what, long index, @Nullable String eventId, String detail) {}

    private final TreeMap<Long, Checkpoint> checkpoints = new TreeMap<>();
    private final MerkleTree.Growing tree = new MerkleTree.Growing();
    private long lastGoodSize;
    private long events;
    private @Nullable Difference ofEvents;
    private @Nullable Difference ofLog;

    /** The event that is not in its place, until it is found in another. */
    private @Nullable String soughtEventId;

    /** @param checkpoints of the organization, already known to be signed */
    public HistoryCheck(Collection<Checkpoint> checkpoints) {
        checkpoints.forEach(checkpoint -> this.checkpoints.put(checkpoint.treeSize(), checkpoint));
    }

    /** Takes in the next line, in the order of positions. */
    public void accept(HistoryLine line) {
        HistoryLine.@Nullable Leaf leaf = line.leaf();
        @Nullable SealedEvent event = line.event();
        if (event != null) {
            events++;
            if (event.id().equals(soughtEventId)) {
                foundElsewhere(event);
            }
        }
        if (ofEvents == null) {
            ofEvents = compare(leaf, event);
        }
        if (leaf != null) {
            tree.append(leaf.hash());
            compareRoot();
        }
    }

    private @Nullable Difference compare(HistoryLine.@Nullable Leaf leaf, @Nullable SealedEvent event) {
        long index = tree.size();
        if (leaf == null) {
            SealedEvent added = Objects.requireNonNull(event);
            return new Difference(
                    What.ADDED,
                    index,
                    added.id(),
                    "an event lies at position " + added.position() + " that was never logged");
        }
        if (event == null) {
            soughtEventId = leaf.eventId();
            return new Difference(
                    What.MISSING,
                    index,
                    leaf.eventId(),
                    "the store has no event at position " + leaf.position() + " any more");
        }
        if (!event.id().equals(leaf.eventId())) {
            soughtEventId = leaf.eventId();
            return new Difference(
                    What.CHANGED,
                    index,
                    leaf.eventId(),
                    "another event, " + event.id() + ", lies at position " + leaf.position());
        }
        return MerkleTree.leaf(event).equals(leaf.hash())
                ? null
                : new Difference(
                        What.CHANGED,
                        index,
                        leaf.eventId(),
                        "the event at position " + leaf.position() + " is not as it was stored");
    }

    private void foundElsewhere(SealedEvent event) {
        Difference before = Objects.requireNonNull(ofEvents);
        soughtEventId = null;
        ofEvents = new Difference(
                What.SWAPPED,
                before.index(),
                before.eventId(),
                before.detail() + "; it lies at position " + event.position() + " now");
    }

    private void compareRoot() {
        @Nullable Checkpoint checkpoint = checkpoints.get(tree.size());
        if (checkpoint == null) {
            return;
        }
        if (checkpoint.rootHash().equals(tree.root())) {
            lastGoodSize = tree.size();
        } else if (ofLog == null) {
            ofLog = new Difference(
                    What.REWRITTEN,
                    lastGoodSize,
                    null,
                    "what was logged from index " + lastGoodSize + " to " + (tree.size() - 1)
                            + " does not make the root that was signed for " + tree.size() + " events");
        }
    }

    /** How many leaves were taken in. */
    public long leaves() {
        return tree.size();
    }

    /** How many events were taken in. */
    public long events() {
        return events;
    }

    /** The first difference when all lines were taken in; empty if the history is what it was. */
    public Optional<Difference> end() {
        @Nullable
        Difference cutOff = checkpoints.isEmpty() || checkpoints.lastKey() <= tree.size()
                ? null
                : new Difference(
                        What.MISSING,
                        tree.size(),
                        null,
                        "the log ends after " + tree.size() + " events, and " + checkpoints.lastKey() + " were signed");
        return first(ofEvents, ofLog, cutOff);
    }

    /** The first difference so far, when the lines were not taken in to their end. */
    public Optional<Difference> soFar() {
        return first(ofEvents, ofLog, null);
    }

    /** Of several with the same index the one that names its event comes first. */
    private static Optional<Difference> first(@Nullable Difference... differences) {
        return Arrays.stream(differences).filter(Objects::nonNull).min(Comparator.comparingLong(Difference::index));
    }
}
