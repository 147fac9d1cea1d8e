package io.comptoir.platform.deadletters;

import io.comptoir.contract.values.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps dead letters in memory, with no store that could be away. */
public final class DeadLettersInMemory implements DeadLetters {

    final Map<String, DeadLetter> all = new TreeMap<>();
    private final List<Discard> discards = new ArrayList<>();

    @Override
    public void park(DeadLetter letter) {
        all.put(letter.id(), letter);
    }

    @Override
    public List<DeadLetter> of(String handler, int limit) {
        return all.values().stream()
                .filter(letter -> letter.handler().equals(handler))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public List<DeadLetter> list(TenantId tenantId, @Nullable String group, @Nullable String after, int limit) {
        return List.copyOf(all.values());
    }

    @Override
    public Map<String, Long> counts() {
        return Map.of();
    }

    @Override
    public boolean askForRetry(String id) {
        return all.computeIfPresent(
                        id,
                        (same, letter) -> new DeadLetter(
                                id,
                                letter.handler(),
                                letter.tenantId(),
                                letter.stream(),
                                letter.version(),
                                letter.position(),
                                letter.cause(),
                                letter.failure(),
                                letter.attempts(),
                                letter.firstAt(),
                                letter.lastAt(),
                                true))
                != null;
    }

    @Override
    public void resolve(String id) {
        all.remove(id);
    }

    @Override
    public void forget(String handler) {
        all.values().removeIf(letter -> letter.handler().equals(handler));
    }

    @Override
    public void discard(Discard discard) {
        discards.add(discard);
    }

    @Override
    public List<Discard> discards(String group, int limit) {
        return discards.stream()
                .filter(discard -> discard.group().equals(group))
                .limit(limit)
                .toList();
    }

    @Override
    public void retryDiscarded(String group, int fromVersion) {
        discards.replaceAll(discard -> discard.group().equals(group) && discard.before() == null
                ? new Discard(
                        group,
                        discard.tenantId(),
                        discard.stream(),
                        discard.version(),
                        discard.at(),
                        discard.by(),
                        discard.reason(),
                        fromVersion)
                : discard);
    }
}
