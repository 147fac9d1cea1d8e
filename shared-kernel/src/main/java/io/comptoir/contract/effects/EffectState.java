package io.comptoir.contract.effects;

import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An effect as its events leave it.
 *
 * @param subject       the stream of what it is about
 * @param attempts      how often it was tried in vain
 * @param reason        why it is where it is, in a few words; absent while all is well
 * @param dueAt         when something is done about it next: it is tried, given up as unclear, or asked about
 * @param changedAt     when it got where it is
 * @param version       how many events made it
 */
public record EffectState(
        EffectId id,
        EffectKind kind,
        StreamId subject,
        Status state,
        int attempts,
        @Nullable String reason,
        @Nullable String confirmedBy,
        Instant plannedAt,
        @Nullable Instant dueAt,
        Instant changedAt,
        long version) {

    public enum Status {
        PLANNED,
        /** Being handed over: it may have happened. */
        SENT,
        CONFIRMED,
        UNKNOWN,
        FAILED
    }

    /** The effect after one more event. The first event of an effect is always its planning. */
    public static EffectState after(@Nullable EffectState before, EffectEvent event) {
        if (event instanceof EffectPlanned planned) {
            return new EffectState(
                    planned.effectId(),
                    planned.kind(),
                    planned.subject(),
                    Status.PLANNED,
                    0,
                    null,
                    null,
                    planned.plannedAt(),
                    planned.plannedAt(),
                    planned.plannedAt(),
                    1);
        }
        if (before == null) {
            throw new IllegalStateException("an effect is planned before anything else");
        }
        return switch (event) {
            case EffectPlanned again -> throw new IllegalStateException("an effect is planned once");
            case EffectSent sent ->
                before.become(Status.SENT, before.attempts, null, null, sent.unclearFrom(), sent.sentAt());
            case EffectRescheduled again ->
                before.become(
                        Status.PLANNED,
                        again.attempts(),
                        again.reason(),
                        null,
                        again.nextAttemptAt(),
                        again.nextAttemptAt());
            case EffectConfirmed confirmed ->
                before.become(
                        Status.CONFIRMED,
                        before.attempts,
                        null,
                        confirmed.confirmedBy(),
                        null,
                        confirmed.confirmedAt());
            case EffectUnclear unclear ->
                before.become(
                        Status.UNKNOWN, before.attempts, unclear.reason(), null, unclear.askAt(), unclear.since());
            case EffectFailed failed ->
                before.become(Status.FAILED, before.attempts, failed.reason(), null, null, failed.failedAt());
        };
    }

    private EffectState become(
            Status next, int tried, @Nullable String why, @Nullable String by, @Nullable Instant nextAt, Instant at) {
        return new EffectState(id, kind, subject, next, tried, why, by, plannedAt, nextAt, at, version + 1);
    }
}
