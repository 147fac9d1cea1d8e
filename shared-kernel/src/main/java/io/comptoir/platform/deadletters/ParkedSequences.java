package io.comptoir.platform.deadletters;

import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Envelope;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that one handler leaves out for the time being, on this node. Whatever takes events in, a version of a read
 * model or a process that sends commands, asks it before each event, tells it which events are to blame, and lets it work off
 * what people ask to be retried. Taking in an event twice must change nothing, as everywhere.
 */
public final class ParkedSequences {

    /** With more, not the events are to blame but the handler: it stops instead. */
    public static final int MAX_PARKED = 1_000;

    /** People discard events one by one, so more than this is never reached by work. */
    public static final int MAX_DISCARDED = 100_000;

    private static final int MAX_CAUSES = 50;

    private static final Logger log = LoggerFactory.getLogger(ParkedSequences.class);

    private final DeadLetters letters;
    private final String handler;
    private final int version;
    private final StreamAgain streams;
    private final Clock clock;

    /** Events are taken in under the read lock; a sequence is let in again under the write lock. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

    private final Map<String, DeadLetter> parked = new ConcurrentHashMap<>();
    private volatile Set<String> leftOut = Set.of();

    /** What takes an event in again; it throws what it threw before, or nothing. */
    @FunctionalInterface
    public interface Taker {
        void take(DomainEventMessage<?> event);
    }

    /** Tells the kind of a failure that the event is to blame for; empty where it is not, as when a store is away. */
    @FunctionalInterface
    public interface Blame {
        Optional<DeadLetter.Cause> causeOf(Throwable failure);
    }

    /** @param handler names who takes the events in: {@code <name>} or {@code <name>@<version>} */
    public ParkedSequences(DeadLetters letters, String handler, StreamAgain streams, Clock clock) {
        this.letters = letters;
        this.handler = handler;
        this.version = handler.equals(DeadLetter.groupOf(handler))
                ? 1
                : Integer.parseInt(handler.substring(handler.indexOf('@') + 1));
        this.streams = streams;
        this.clock = clock;
    }

    /**
     * Learns what other nodes parked, retried and discarded; to be called about once a second and before the first event, and
     * never from within {@link #taking}.
     */
    public synchronized void refresh() {
        Set<String> gone = new HashSet<>(parked.keySet()); // Not what is parked here while the others are read.
        for (DeadLetter letter : letters.of(handler, MAX_PARKED + 1)) {
            gone.remove(letter.stream());
            parked.put(letter.stream(), letter);
        }
        parked.keySet().removeAll(gone);
        leftOut = letters.discards(DeadLetter.groupOf(handler), MAX_DISCARDED).stream()
                .filter(discard -> discard.before() == null || version < discard.before())
                .map(discard -> place(discard.stream(), discard.version()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String place(String stream, long version) {
        return version + " " + stream;
    }

    /** Whether the events of a stream are left out until somebody decides about its dead letter. */
    public boolean isParked(String stream) {
        return parked.containsKey(stream);
    }

    /** Whether somebody decided that this event is left out for good. */
    public boolean isLeftOut(String stream, long version) {
        return leftOut.contains(place(stream, version));
    }

    public int size() {
        return parked.size();
    }

    /** The streams that are parked now. */
    public List<DeadLetter> all() {
        return List.copyOf(parked.values());
    }

    /** Whether there are so many that the handler has to stop. */
    public boolean isFull() {
        return parked.size() >= MAX_PARKED;
    }

    /** Takes events in while no sequence is let in again. */
    public <T> T taking(Supplier<T> work) {
        gate.readLock().lock();
        try {
            return work.get();
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Handles one event unless its sequence is parked, and parks it if the event is to blame; for handlers without batches. */
    public void handle(DomainEventMessage<?> event, Taker taker, Blame blame) {
        Boolean unused = taking(() -> {
            String stream = event.getAggregateIdentifier();
            if (isParked(stream) || isLeftOut(stream, event.getSequenceNumber() + 1)) {
                return false;
            }
            try {
                taker.take(event);
                return true;
            } catch (RuntimeException e) {
                park(event, blame.causeOf(e).orElseThrow(() -> e), e);
                return false;
            }
        });
    }

    /**
     * Leaves out an event and what follows it in its stream.
     *
     * @throws TooManyDeadLetters if too many are left out already; nothing is parked then
     */
    public void park(DomainEventMessage<?> event, DeadLetter.Cause cause, Throwable failure) {
        park(
                event.getAggregateIdentifier(),
                event.getSequenceNumber() + 1,
                positionOf(event),
                tenantOf(event),
                cause,
                failure);
    }

    /** The same for an event that is known by its place: its version in its stream and its position among all. */
    public void park(
            String stream,
            long eventVersion,
            long position,
            @Nullable TenantId tenantId,
            DeadLetter.Cause cause,
            Throwable failure) {
        if (isParked(stream)) {
            return; // It is behind one that was left out before.
        }
        Instant now = clock.instant();
        keep(letter(stream, eventVersion, position, tenantId, cause, failure, 1, now));
    }

    private DeadLetter letter(
            String stream,
            long eventVersion,
            long position,
            @Nullable TenantId tenantId,
            DeadLetter.Cause cause,
            Throwable failure,
            int attempts,
            Instant firstAt) {
        return new DeadLetter(
                DeadLetter.idOf(handler, stream),
                handler,
                tenantId,
                stream,
                eventVersion,
                position,
                cause,
                rootOf(failure).getClass().getName(),
                attempts,
                firstAt,
                clock.instant(),
                false);
    }

    private void keep(DeadLetter letter) {
        if (!parked.containsKey(letter.stream()) && isFull()) {
            throw new TooManyDeadLetters(handler);
        }
        letters.park(letter);
        parked.put(letter.stream(), letter);
        log.atWarn()
                .addKeyValue("handler", handler)
                .addKeyValue("tenant", letter.tenantId())
                .addKeyValue("deadLetter", letter.id())
                .addKeyValue("position", letter.position())
                .addKeyValue("cause", letter.cause())
                .addKeyValue("failure", letter.failure())
                .addKeyValue("attempts", letter.attempts())
                .log("an event cannot be taken in; its sequence is parked");
    }

    private static long positionOf(DomainEventMessage<?> event) {
        @Nullable
        TrackingToken token = event instanceof TrackedEventMessage<?> tracked ? tracked.trackingToken() : null;
        return token == null ? 0 : token.position().orElse(0);
    }

    /** The envelope says it; where it cannot be read, the stream does. */
    private static @Nullable TenantId tenantOf(DomainEventMessage<?> event) {
        try {
            if (event.getMetaData().get(Envelope.TENANT) instanceof String tenant) {
                return TenantId.of(tenant);
            }
        } catch (RuntimeException e) {
            log.atDebug().log("a parked event has no envelope that can be read");
        }
        try {
            return TenantId.of(StreamId.parse(event.getAggregateIdentifier()).scope());
        } catch (InvalidValue e) {
            return null;
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < MAX_CAUSES && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * Makes the attempts that were asked for, of the streams that this node takes in. Whoever has no parked streams returns at
     * once.
     *
     * @param isOwn whether this node takes in the events of a stream
     */
    public void workOff(Predicate<String> isOwn, Taker taker, Blame blame) {
        for (DeadLetter letter : all()) {
            if (letter.retrying() && isOwn.test(letter.stream())) {
                retry(letter, taker, blame);
            }
        }
    }

    private void retry(DeadLetter letter, Taker taker, Blame blame) {
        Attempt attempt = new Attempt(letter, taker, blame);
        long reached = streams.read(letter.stream(), letter.position(), attempt);
        if (attempt.failed) {
            return;
        }
        letIn(letter, reached, attempt);
    }

    private synchronized void letIn(DeadLetter letter, long reached, Attempt attempt) {
        // What was stored since then was left out by batches under the read lock; from here on none leaves out any
        // more.
        gate.writeLock().lock();
        try {
            long unused = streams.read(letter.stream(), reached + 1, attempt);
            if (!attempt.failed) {
                letters.resolve(letter.id());
                parked.remove(letter.stream());
                log.atInfo()
                        .addKeyValue("handler", handler)
                        .addKeyValue("tenant", letter.tenantId())
                        .addKeyValue("deadLetter", letter.id())
                        .log("a parked sequence is taken in again");
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    private final class Attempt implements Predicate<DomainEventMessage<?>> {

        private final DeadLetter letter;
        private final Taker taker;
        private final Blame blame;
        private boolean failed;

        Attempt(DeadLetter letter, Taker taker, Blame blame) {
            this.letter = letter;
            this.taker = taker;
            this.blame = blame;
        }

        @Override
        public boolean test(DomainEventMessage<?> event) {
            long eventVersion = event.getSequenceNumber() + 1;
            if (eventVersion < letter.version() || isLeftOut(letter.stream(), eventVersion)) {
                return true;
            }
            try {
                if (event.getPayloadType() == UnknownSerializedType.class) {
                    throw new UnreadableEvent();
                }
                taker.take(event);
                return true;
            } catch (RuntimeException e) {
                DeadLetter.Cause cause = blame.causeOf(e).orElseThrow(() -> e);
                failed = true;
                keep(letter(
                        letter.stream(),
                        eventVersion,
                        positionOf(event),
                        letter.tenantId(),
                        cause,
                        e,
                        letter.attempts() + 1,
                        letter.firstAt()));
                return false;
            }
        }
    }

    @Override
    public String toString() {
        return Objects.toString(handler);
    }
}
