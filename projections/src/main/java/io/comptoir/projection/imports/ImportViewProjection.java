package io.comptoir.projection.imports;

import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StateProjection;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("imports")
class ImportViewProjection extends StateProjection<ImportEvent, ImportState> {

    ImportViewProjection(ImportViews views) {
        super(ReadModels.IMPORTS, views, "import");
    }

    @EventHandler
    void on(ImportEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected String keyOf(ImportEvent event) {
        return event.importId().toString();
    }

    @Override
    protected ImportState after(@Nullable ImportState before, ImportEvent event) {
        return ImportState.after(before, event);
    }
}
