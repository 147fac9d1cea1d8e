package io.comptoir.query.health;

import io.comptoir.platform.access.OpenToAll;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.projection.replay.Progress;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreWatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says whether this node is well, to anybody who asks. It is ready when the event store answers and its read models have been
 * started; a store of read models that is away makes it degraded, not unready, because writes and the other reads go on.
 */
@RestController
class HealthController {

    private final StreamPositions stream;
    private final ObjectProvider<Progress> progress;
    private final ObjectProvider<StoreWatch> stores;

    HealthController(StreamPositions stream, ObjectProvider<Progress> progress, ObjectProvider<StoreWatch> stores) {
        this.stream = stream;
        this.progress = progress;
        this.stores = stores;
    }

    /**
     * @param status {@code ready}, {@code degraded} or {@code not-ready}
     * @param live   whether the process works at all: whoever reads this, has it
     * @param stores {@code up} or {@code down} by name
     */
    record Health(
            String status, boolean live, boolean ready, Map<String, String> stores, List<ModelHealth> readModels) {}

    /** @param lag how many events the read model is behind; absent while the event store is away */
    record ModelHealth(String name, long position, @Nullable Long lag) {}

    @OpenToAll
    @GetMapping({"/health", "/v1/health"})
    ResponseEntity<Health> health() {
        @Nullable Progress models = progress.getIfAvailable();
        boolean eventStoreUp =
                models == null ? eventStoreAnswers() : models.head().isPresent();
        Map<String, String> states = new LinkedHashMap<>();
        states.put("eventStore", word(eventStoreUp));
        @Nullable StoreWatch watch = stores.getIfAvailable();
        boolean readStoresUp = true;
        if (watch != null) {
            for (Store store : Store.values()) {
                states.put(name(store), word(watch.isUp(store)));
                readStoresUp &= watch.isUp(store);
            }
        }
        boolean ready = eventStoreUp && (models == null || models.isPrepared());
        Health health = new Health(
                status(ready, readStoresUp),
                true,
                ready,
                states,
                models == null
                        ? List.of()
                        : ReadModels.ALL.stream()
                                .map(model -> of(model, models))
                                .toList());
        return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(health);
    }

    private static String status(boolean ready, boolean readStoresUp) {
        if (!ready) {
            return "not-ready";
        }
        return readStoresUp ? "ready" : "degraded";
    }

    private static ModelHealth of(ReadModel model, Progress progress) {
        OptionalLong lag = progress.lagOf(model);
        return new ModelHealth(model.name(), progress.positionOf(model), lag.isPresent() ? lag.getAsLong() : null);
    }

    private boolean eventStoreAnswers() {
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
