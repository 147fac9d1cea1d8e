package io.comptoir.query.health;

import io.comptoir.platform.access.OpenToAll;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.vault.VaultWatch;
import io.comptoir.projection.replay.Progress;
import io.comptoir.projection.replay.ProjectionOverview;
import io.comptoir.projection.replay.ProjectionStatus;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreWatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says whether this node is well, to anybody who asks, and so nothing about any organization. It is ready when the event store
 * answers and its read models have been started. A store of read models or the vault that is away, or a read model that is further behind
 * than the limit, makes it degraded, not unready: all nodes share the read models, so a balancer that took this node out would
 * take out all of them, and writes and other reads go on. Who sends only reads to a node, or only writes, asks for those.
 */
@RestController
class HealthController {

    private final StreamPositions stream;
    private final ObjectProvider<Progress> progress;
    private final ObjectProvider<ProjectionOverview> overview;
    private final ObjectProvider<StoreWatch> stores;
    private final ObjectProvider<VaultWatch> vault;
    private final long maxLagEvents;

    /** @param maxLagEvents a read model that is further behind is not fit to be read from */
    HealthController(
            StreamPositions stream,
            ObjectProvider<Progress> progress,
            ObjectProvider<ProjectionOverview> overview,
            ObjectProvider<StoreWatch> stores,
            ObjectProvider<VaultWatch> vault,
            @Value("${comptoir.projections.max-lag-events:10000}") long maxLagEvents) {
        if (maxLagEvents < 0) {
            throw new IllegalArgumentException("comptoir.projections.max-lag-events must be 0 or more");
        }
        this.stream = stream;
        this.progress = progress;
        this.overview = overview;
        this.stores = stores;
        this.vault = vault;
        this.maxLagEvents = maxLagEvents;
    }

    /**
     * @param status       {@code ready}, {@code degraded} or {@code not-ready}
     * @param live         whether the process works at all: whoever reads this, has it
     * @param stores       {@code up} or {@code down} by name
     * @param maxLagEvents a read model that is further behind makes the node degraded
     * @param deadLetters  sequences that readers do not see all of, in all read models, and what processes leave undone
     */
    record Health(
            String status,
            boolean live,
            boolean ready,
            Map<String, String> stores,
            long maxLagEvents,
            long deadLetters,
            List<ModelHealth> readModels) {}

    /**
     * @param lag    how many events the read model is behind; absent while the event store is away
     * @param behind whether that is more than the limit
     */
    record ModelHealth(
            String name,
            int version,
            ProjectionStatus.State state,
            long position,
            @Nullable Long lag,
            boolean behind,
            long deadLetters,
            @Nullable Rebuilding rebuild) {}

    record Rebuilding(int version, ProjectionStatus.Step state, int percent) {}

    record Probe(boolean ready) {}

    @OpenToAll
    @GetMapping({"/health", "/v1/health"})
    ResponseEntity<Health> health() {
        boolean eventStoreUp = eventStoreAnswers();
        boolean ready = eventStoreUp && isPrepared();
        List<ModelHealth> models = models();
        Health health = new Health(
                status(
                        ready,
                        areReadStoresUp() && isVaultUp() && models.stream().allMatch(HealthController::isWell)),
                true,
                ready,
                states(eventStoreUp),
                maxLagEvents,
                models.stream().mapToLong(ModelHealth::deadLetters).sum() + deadLettersOfProcesses(),
                models);
        return answer(ready, health);
    }

    /** Whether the process works at all; for those who start it again otherwise. */
    @OpenToAll
    @GetMapping("/v1/health/live")
    Probe live() {
        return new Probe(true);
    }

    /** Whether commands can be sent to this node: the event store answers. */
    @OpenToAll
    @GetMapping("/v1/health/writes")
    ResponseEntity<Probe> writes() {
        boolean ready = eventStoreAnswers();
        return answer(ready, new Probe(ready));
    }

    /** Whether everything can be read from this node, and nothing is further behind than the limit. */
    @OpenToAll
    @GetMapping("/v1/health/reads")
    ResponseEntity<Probe> reads() {
        List<ModelHealth> models = models();
        boolean ready = !models.isEmpty()
                && eventStoreAnswers()
                && isPrepared()
                && areReadStoresUp()
                && isVaultUp()
                && models.stream().noneMatch(ModelHealth::behind);
        return answer(ready, new Probe(ready));
    }

    private static <T> ResponseEntity<T> answer(boolean ready, T body) {
        return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(body);
    }

    private static String status(boolean ready, boolean allWell) {
        if (!ready) {
            return "not-ready";
        }
        return allWell ? "ready" : "degraded";
    }

    private static boolean isWell(ModelHealth model) {
        return !model.behind() && model.state() == ProjectionStatus.State.RUNNING;
    }

    private List<ModelHealth> models() {
        @Nullable ProjectionOverview all = overview.getIfAvailable();
        return all == null ? List.of() : all.all().stream().map(this::of).toList();
    }

    private long deadLettersOfProcesses() {
        @Nullable ProjectionOverview all = overview.getIfAvailable();
        return all == null ? 0 : all.deadLettersOfProcesses();
    }

    private ModelHealth of(ProjectionStatus status) {
        ProjectionStatus.@Nullable Rebuilding rebuild = status.rebuild();
        return new ModelHealth(
                status.name(),
                status.version(),
                status.state(),
                status.position(),
                status.lag(),
                status.lag() != null && status.lag() > maxLagEvents,
                status.deadLetters(),
                rebuild == null ? null : new Rebuilding(rebuild.version(), rebuild.state(), rebuild.percent()));
    }

    private boolean isPrepared() {
        @Nullable Progress models = progress.getIfAvailable();
        return models == null || models.isPrepared();
    }

    private boolean areReadStoresUp() {
        @Nullable StoreWatch watch = stores.getIfAvailable();
        return watch == null || List.of(Store.values()).stream().allMatch(watch::isUp);
    }

    private boolean isVaultUp() {
        @Nullable VaultWatch watch = vault.getIfAvailable();
        return watch == null || watch.isUp();
    }

    private Map<String, String> states(boolean eventStoreUp) {
        Map<String, String> states = new LinkedHashMap<>();
        states.put("eventStore", word(eventStoreUp));
        @Nullable StoreWatch watch = stores.getIfAvailable();
        if (watch != null) {
            for (Store store : Store.values()) {
                states.put(name(store), word(watch.isUp(store)));
            }
        }
        if (vault.getIfAvailable() != null) {
            states.put("vault", word(isVaultUp()));
        }
        return states;
    }

    private boolean eventStoreAnswers() {
        @Nullable Progress models = progress.getIfAvailable();
        if (models != null) {
            return models.head().isPresent();
        }
        try {
            stream.head();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static String name(Store store) {
        return switch (store) {
            case MONGODB -> "mongodb";
            case ELASTICSEARCH -> "elasticsearch";
        };
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
