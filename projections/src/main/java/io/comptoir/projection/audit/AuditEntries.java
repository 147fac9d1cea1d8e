package io.comptoir.projection.audit;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.elasticsearch.SearchIndex;
import io.comptoir.projection.replay.ReadModels;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Every event of every organization, to be found by what stands in its envelope. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class AuditEntries {

    /**
     * An event as it is found; the fields are those of {@code events-search.json}.
     *
     * @param actors who acted and on whose behalf
     * @param entry  what is answered
     */
    public record Indexed(
            String tenant,
            long position,
            String type,
            String aggregate,
            List<String> actors,
            String commandId,
            String correlationId,
            Instant recordedAt,
            AuditEntry entry) {}

    private final SearchIndex<Indexed> index;

    AuditEntries(ElasticsearchClient client, MeterRegistry meters) {
        this.index = new SearchIndex<>(client, ReadModels.EVENTS_SEARCH, Indexed.class, "events-search.json", meters);
    }

    public SearchIndex<Indexed> index() {
        return index;
    }
}
