package io.comptoir.platform.deadletters;

import io.comptoir.contract.values.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where dead letters are kept. Its methods throw when that store is away; nothing is parked then. */
public interface DeadLetters {

    /** Keeps it, in place of the one of the same handler and stream. */
    void park(DeadLetter letter);

    /** Those of a handler, at most {@code limit}. */
    List<DeadLetter> of(String handler, int limit);

    Optional<DeadLetter> find(String id);

    /**
     * Those of an organization, which the caller must work for, in the order of their ids.
     *
     * @param group of the handlers, or of all where it is absent
     * @param after the id to go on behind
     */
    List<DeadLetter> list(TenantId tenantId, @Nullable String group, @Nullable String after, int limit);

    /** How many each handler has; handlers without any are missing. */
    Map<String, Long> counts();

    /** Asks for another attempt; false if there is no such dead letter. */
    boolean askForRetry(String id);

    /** Its stream is taken in again. */
    void resolve(String id);

    /** Everything that a handler left behind, when it is no more. */
    void forget(String handler);

    void discard(Discard discard);

    /** What the handlers of a group leave out, at most {@code limit}. */
    List<Discard> discards(String group, int limit);

    /** From that version of the group's handlers on, nothing that was discarded before is left out any more. */
    void retryDiscarded(String group, int fromVersion);
}
