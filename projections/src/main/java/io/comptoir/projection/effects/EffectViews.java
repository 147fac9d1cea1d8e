package io.comptoir.projection.effects;

import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.compoundIndex;
import static com.mongodb.client.model.Indexes.descending;

import com.mongodb.client.MongoDatabase;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.replay.ReadModels;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Effects by id, and listed with the newest first. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class EffectViews extends Views<EffectState> {

    public static final String STATUS = "status";

    /** As a date, and so exact to the millisecond. */
    public static final String PLANNED_AT = "plannedAt";

    EffectViews(MongoDatabase database) {
        super(
                database,
                ReadModels.EFFECTS,
                EffectState.class,
                List.of(
                        compoundIndex(ascending(TENANT), descending(PLANNED_AT), ascending(ID)),
                        compoundIndex(ascending(TENANT, STATUS), descending(PLANNED_AT), ascending(ID))));
    }

    @Override
    protected Document searchFields(EffectState effect) {
        return new Document(STATUS, effect.state().name()).append(PLANNED_AT, effect.plannedAt());
    }
}
