package io.comptoir.query.projections;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.Discard;
import io.comptoir.platform.deadletters.ParkedSequences;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.OnlyKnownParameters;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The events of an organization that a projection or a process leaves out, and what becomes of them. */
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLetterController {

    /** Attempts are made within a second; most callers get to know what came of theirs. */
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(5);

    private static final long LOOK_EVERY_MILLIS = 50;

    private static final Logger log = LoggerFactory.getLogger(DeadLetterController.class);

    private final DeadLetters letters;
    private final ParkedEvents events;
    private final Clock clock;

    DeadLetterController(DeadLetters letters, ParkedEvents events, Clock clock) {
        this.letters = letters;
        this.events = events;
        this.clock = clock;
    }

    /**
     * @param projection the read model or process that leaves it out
     * @param handler    which version of it
     * @param aggregate  whose events are left out, {@code <kind>:<key>}
     * @param version    of the first of them in its aggregate
     * @param position   of the first of them
     * @param cause      {@code unreadable}, {@code not-applicable} or {@code refused-by-store}
     * @param failure    the class of what was thrown
     * @param retrying   whether an attempt was asked for and not made yet
     */
    record Parked(
            String id,
            String projection,
            String handler,
            String aggregate,
            long version,
            long position,
            String cause,
            String failure,
            int attempts,
            Instant firstAt,
            Instant lastAt,
            boolean retrying) {

        static Parked of(DeadLetter letter) {
            return new Parked(
                    letter.id(),
                    letter.group(),
                    letter.handler(),
                    localName(letter.stream()),
                    letter.version(),
                    letter.position(),
                    letter.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    letter.failure(),
                    letter.attempts(),
                    letter.firstAt(),
                    letter.lastAt(),
                    letter.retrying());
        }

        private static String localName(String stream) {
            try {
                return StreamId.parse(stream).localName();
            } catch (InvalidValue e) {
                return stream;
            }
        }
    }

    /** @param event what is parked, without what could be about a person; absent where the event store cannot show it */
    record Inspected(Parked deadLetter, ParkedEvents.@Nullable Shown event) {}

    /**
     * What came of an attempt.
     *
     * @param state      {@code resolved}, {@code parked} or, where it takes longer, {@code retrying}
     * @param deadLetter what is parked now; absent where nothing is
     */
    record Outcome(String state, @Nullable Parked deadLetter) {}

    record NoMore() {}

    record Because(@Nullable String reason) {}

    @Requires(Permission.DEAD_LETTERS_OPERATE)
    @GetMapping
    @OnlyKnownParameters
    Page<Parked> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String projection,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "dead-letters", projection);
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<Parked> found =
                letters.list(caller.tenantId(), projection, after == null ? null : after.getFirst(), size + 1).stream()
                        .map(Parked::of)
                        .toList();
        return Page.of(found, size, last -> pages.after(last.id()));
    }

    @Requires(Permission.DEAD_LETTERS_OPERATE)
    @GetMapping("/{id}")
    @OnlyKnownParameters
    Inspected find(Caller caller, @PathVariable String id) {
        DeadLetter letter = own(caller, id);
        return new Inspected(
                Parked.of(letter), events.show(caller.tenantId(), letter).orElse(null));
    }

    /** Tries the sequence again from where it was parked. */
    @Requires(Permission.DEAD_LETTERS_OPERATE)
    @PostMapping("/{id}/retry")
    ResponseEntity<Outcome> retry(
            Caller caller, @PathVariable String id, @RequestBody(required = false) @Nullable NoMore nothing) {
        DeadLetter letter = own(caller, id);
        return attempt(letter, caller, "retry");
    }

    /** Leaves the event out for good, says who wanted it and why, and goes on with what comes behind it. */
    @Requires(Permission.DEAD_LETTERS_OPERATE)
    @PostMapping("/{id}/discard")
    ResponseEntity<Outcome> discard(Caller caller, @PathVariable String id, @RequestBody Because because) {
        DeadLetter letter = own(caller, id);
        @Nullable String reason = because.reason();
        if (reason == null) {
            throw Problem.malformed("reason", "is required");
        }
        if (reason.isBlank() || reason.length() > Discard.MAX_REASON_LENGTH) {
            throw Problem.invalid("reason", "must have 1 to " + Discard.MAX_REASON_LENGTH + " characters");
        }
        letters.discard(new Discard(
                letter.group(),
                letter.tenantId(),
                letter.stream(),
                letter.version(),
                clock.instant(),
                caller.actor().id(),
                reason,
                null));
        // Other versions of the same read model wait at the same event.
        letters.list(caller.tenantId(), letter.group(), null, ParkedSequences.MAX_PARKED).stream()
                .filter(other -> other.stream().equals(letter.stream()))
                .forEach(other -> letters.askForRetry(other.id()));
        return attempt(letter, caller, "discard");
    }

    private DeadLetter own(Caller caller, String id) {
        return letters.find(id)
                .filter(letter -> caller.tenantId().equals(letter.tenantId()))
                .orElseThrow(() -> Problem.notFound("dead letter"));
    }

    private ResponseEntity<Outcome> attempt(DeadLetter letter, Caller caller, String operation) {
        log.atInfo()
                .addKeyValue("operation", operation)
                .addKeyValue("deadLetter", letter.id())
                .addKeyValue("handler", letter.handler())
                .addKeyValue("position", letter.position())
                .addKeyValue("actor", caller.actor().id())
                .log("{} of a dead letter", operation);
        boolean unused = letters.askForRetry(letter.id());
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < WAIT_LIMIT.toNanos()) {
            Optional<DeadLetter> now = letters.find(letter.id());
            if (now.isEmpty()) {
                return ResponseEntity.ok(new Outcome("resolved", null));
            }
            if (now.get().attempts() > letter.attempts()) {
                return ResponseEntity.ok(new Outcome("parked", Parked.of(now.get())));
            }
            if (!pause()) {
                break;
            }
        }
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(new Outcome("retrying", Parked.of(letter)));
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
