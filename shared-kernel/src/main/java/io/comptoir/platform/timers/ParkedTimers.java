package io.comptoir.platform.timers;

import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.ParkedSequences;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.messaging.Overloaded;
import io.comptoir.platform.vault.VaultAway;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of one kind that fail whenever their time comes. They are dead letters like the events that a projection cannot
 * take in: nothing is done about them until somebody asks for another attempt, or discards them. The kind is the handler.
 */
final class ParkedTimers {

    /** How often a step may fail in a row; with the pause of a lease in between, that is minutes. */
    static final int MAX_ATTEMPTS = 5;

    private static final int MAX_FAILURES_KNOWN = 10_000;

    private static final Logger log = LoggerFactory.getLogger(ParkedTimers.class);

    private final DeadLetters letters;
    private final String kind;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, DeadLetter> parked = new ConcurrentHashMap<>();
    private volatile Set<String> discarded = Set.of();

    ParkedTimers(DeadLetters letters, String kind) {
        this.letters = letters;
        this.kind = kind;
    }

    /** Learns what other nodes parked, and what people decided. */
    void refresh() {
        Map<String, DeadLetter> found = letters.of(kind, ParkedSequences.MAX_PARKED).stream()
                .collect(Collectors.toMap(DeadLetter::stream, Function.identity()));
        parked.keySet().retainAll(found.keySet());
        parked.putAll(found);
        discarded = letters.discards(kind, ParkedSequences.MAX_DISCARDED).stream()
                .map(discard -> place(discard.stream(), discard.version()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String place(String stream, long version) {
        return version + " " + stream;
    }

    int size() {
        return parked.size();
    }

    /**
     * Has those taken again that somebody decided about.
     *
     * @param take answers whether the timer is still there; it is not when what it is about was settled otherwise
     */
    void forEachDecided(Predicate<StreamId> take) {
        for (DeadLetter letter : List.copyOf(parked.values())) {
            if (letter.retrying() && !take.test(StreamId.parse(letter.stream()))) {
                parked.remove(letter.stream());
                letters.resolve(letter.id());
            }
        }
    }

    /** Whether nothing is to be done about a timer until somebody decides. */
    boolean waits(Timer timer) {
        @Nullable DeadLetter letter = parked.get(timer.stream().toString());
        return letter != null && letter.version() == timer.version() && !letter.retrying();
    }

    /** Whether somebody decided that nothing is ever to be done about it. */
    boolean isDiscarded(Timer timer) {
        return discarded.contains(place(timer.stream().toString(), timer.version()));
    }

    /** It did not fail, or is no more. */
    void isWell(Timer timer) {
        String stream = timer.stream().toString();
        failures.remove(stream);
        @Nullable DeadLetter letter = parked.remove(stream);
        if (letter != null) {
            letters.resolve(letter.id());
        }
    }

    /** It failed; if that was not for a store that is away or a node with too much to do, it is parked when it has failed too often. */
    void failed(Timer timer, Throwable failure, Instant now) {
        if (isAway(failure)) {
            return;
        }
        String stream = timer.stream().toString();
        @Nullable DeadLetter known = parked.get(stream);
        @Nullable DeadLetter before = known != null && known.version() == timer.version() ? known : null;
        if (failures.size() > MAX_FAILURES_KNOWN) {
            failures.clear();
        }
        int attempts = before == null ? failures.merge(stream, 1, Integer::sum) : before.attempts() + 1;
        if (attempts < MAX_ATTEMPTS || (before == null && parked.size() >= ParkedSequences.MAX_PARKED)) {
            return; // It comes again.
        }
        DeadLetter letter = new DeadLetter(
                DeadLetter.idOf(kind, stream),
                kind,
                timer.tenantId(),
                stream,
                timer.version(),
                timer.position(),
                DeadLetter.Cause.NOT_APPLICABLE,
                rootOf(failure).getClass().getName(),
                attempts,
                before == null ? now : before.firstAt(),
                now,
                false);
        letters.park(letter);
        parked.put(stream, letter);
        log.atWarn()
                .addKeyValue("tenant", timer.tenantId())
                .addKeyValue("kind", kind)
                .addKeyValue("deadLetter", letter.id())
                .addKeyValue("failure", letter.failure())
                .addKeyValue("attempts", attempts)
                .log("a timer fails every time; it is parked");
    }

    private static boolean isAway(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof VaultAway || cause instanceof EventStoreUnavailable || cause instanceof Overloaded) {
                return true;
            }
        }
        return EventStoreUnavailable.isBehind(failure);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !Objects.equals(root.getCause(), root)) {
            root = root.getCause();
        }
        return root;
    }
}
