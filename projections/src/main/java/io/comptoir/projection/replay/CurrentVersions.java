package io.comptoir.projection.replay;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Which versions of the read models there are, as this node knows it: at most {@value #FRESH_MILLIS} ms old. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
class CurrentVersions {

    /** All that remember versions look again after this time at the latest; moving readers waits for twice as long. */
    static final long FRESH_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(CurrentVersions.class);

    private final Bookkeeping bookkeeping;
    private final StoreWatch stores;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    CurrentVersions(Bookkeeping bookkeeping, StoreWatch stores) {
        this.bookkeeping = bookkeeping;
        this.stores = stores;
    }

    private record Known(long lookedNanos, Versions versions) {}

    /**
     * The versions, or what was known last where MongoDB is away; nobody can move readers then. Revision 0 says that nothing is
     * written down.
     */
    Versions of(ReadModel model) {
        @Nullable Known last = known.get(model.name());
        if (last != null && System.nanoTime() - last.lookedNanos() < FRESH_MILLIS * 1_000_000) {
            return last.versions();
        }
        Versions fallback = last == null ? Versions.first(model, 1) : last.versions();
        if (!stores.isUp(Store.MONGODB)) {
            return fallback;
        }
        long looked = System.nanoTime();
        try {
            Versions found = bookkeeping.versions(model).orElseGet(() -> Versions.first(model, 1));
            known.put(model.name(), new Known(looked, found));
            return found;
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("model", model.name()).log("the versions cannot be read now", e);
            return fallback;
        }
    }

    /** The newest there is, and what the next ones who ask get. */
    Versions look(ReadModel model) {
        long looked = System.nanoTime();
        Versions found = bookkeeping.versions(model).orElseGet(() -> Versions.first(model, 1));
        known.put(model.name(), new Known(looked, found));
        return found;
    }
}
