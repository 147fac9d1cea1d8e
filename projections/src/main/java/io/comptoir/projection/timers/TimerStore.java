package io.comptoir.projection.timers;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.timers.Timer;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.ReadModel;
import java.util.Map;
import java.util.Optional;

/** The timers of each version of the read model, as its projection needs them. */
interface TimerStore {

    /** One timer of a kind for each thing that something is to be done to. */
    static String idOf(TenantId tenantId, String kind, String key) {
        return ReadModel.documentId(tenantId, kind + ":" + key);
    }

    /** Sets the timers that are present and removes the others; the keys are those of {@link #idOf}. */
    void write(int version, Map<String, Optional<Timer>> timers);

    boolean exists(int version);

    void create(int version);

    void drop(int version);

    Fingerprint.Source fingerprints(int version);
}
