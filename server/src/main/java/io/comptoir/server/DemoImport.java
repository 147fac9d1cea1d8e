package io.comptoir.server;

import io.comptoir.command.imports.ImportIntake;
import io.comptoir.contract.Decision;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.organizations.SlugClaimed;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.tenancy.TenantScope;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Imports the sample orders into the first organization, once: the import's id derives from the organization, so that a start
 * that finds it does nothing, and one that was killed before it began is made up for.
 */
@Component
@ConditionalOnRole(NodeRole.COMMAND)
@ConditionalOnProperty(name = "comptoir.demo", havingValue = "true")
@Order(2)
final class DemoImport implements ApplicationRunner {

    private static final String SAMPLE = "sample-data/online-retail-2010-12-01-to-08.csv";

    private static final Logger log = LoggerFactory.getLogger(DemoImport.class);

    private final ImportIntake intake;
    private final EventStore events;

    DemoImport(ImportIntake intake, EventStore events) {
        this.intake = intake;
        this.events = events;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        Optional<TenantId> demo = events.readEvents(
                        StreamId.ofPlatform("slug", FirstRun.DEMO.value()).toString())
                .asStream()
                .map(event -> ((SlugClaimed) event.getPayload()).tenantId())
                .findFirst();
        if (demo.isPresent()) {
            TenantScope.<@Nullable Void, IOException>in(demo.get(), () -> {
                importOnce(demo.get());
                return null;
            });
        }
    }

    private void importOnce(TenantId tenantId) throws IOException {
        ImportId importId = new ImportId(Uuids.derivedFrom("demo-import", tenantId.toString()));
        if (events.lastSequenceNumberFor(importId.streamOf(tenantId).toString()).isPresent()) {
            return;
        }
        try (InputStream sample = new ClassPathResource(SAMPLE).getInputStream()) {
            Decision<ImportState> decision =
                    intake.accept(tenantId, importId, Actor.system("demo"), ImportProfile.ONLINE_RETAIL, sample);
            log.atInfo()
                    .addKeyValue("tenant", tenantId)
                    .addKeyValue("importId", importId)
                    .addKeyValue("accepted", decision instanceof Decision.Accepted<ImportState>)
                    .log("the sample orders are being imported");
        }
    }
}
