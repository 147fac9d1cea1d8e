package io.comptoir.projection.audit;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.elasticsearch.SearchIndex;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Projection;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StoredEvent;
import io.comptoir.projection.replay.Target;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("events-search")
class AuditProjection extends Projection<DomainEvent> {

    private final SearchIndex<AuditEntries.Indexed> index;

    AuditProjection(AuditEntries entries) {
        super(ReadModels.EVENTS_SEARCH);
        this.index = entries.index();
    }

    @EventHandler
    void on(DomainEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected void write(Target target, List<StoredEvent<DomainEvent>> events) {
        index.in(target.version())
                .write(events.stream().map(AuditProjection::write).toList());
    }

    private static SearchIndex.Write<AuditEntries.Indexed> write(StoredEvent<DomainEvent> stored) {
        TenantId tenantId = stored.event().tenantId();
        return new SearchIndex.Write<>(
                ReadModel.documentId(tenantId, Long.toString(stored.position())),
                tenantId,
                stored.version(),
                indexed(stored));
    }

    static AuditEntries.Indexed indexed(StoredEvent<DomainEvent> stored) {
        AuditEntry entry = AuditEntry.of(stored);
        return new AuditEntries.Indexed(
                stored.event().tenantId().toString(),
                stored.position(),
                entry.type(),
                entry.aggregate(),
                Stream.of(entry.actor().id(), entry.actor().onBehalfOf())
                        .filter(Objects::nonNull)
                        .toList(),
                entry.commandId(),
                entry.correlationId(),
                entry.recordedAt(),
                entry);
    }

    /** Whatever happened is part of the trail. */
    @Override
    protected boolean follows(String streamKind) {
        return true;
    }

    @Override
    protected String subjectOf(String stream) {
        return stream;
    }

    @Override
    protected boolean exists(int version) {
        return index.in(version).exists();
    }

    @Override
    protected void create(int version) {
        index.in(version).create();
    }

    @Override
    protected void drop(int version) {
        index.in(version).drop();
    }

    @Override
    protected void makeVisible(int version) {
        index.in(version).refresh();
    }

    @Override
    protected void expose(int version) {
        index.in(version).expose();
    }

    @Override
    protected OptionalInt exposed() {
        return index.exposed();
    }

    @Override
    protected Fingerprint.Source fingerprints(int version) {
        return index.in(version).fingerprints("aggregate");
    }
}
