package io.comptoir.projection.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreProbe;
import java.io.IOException;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
final class ElasticsearchProbe implements StoreProbe {

    private final Rest5Client client;

    ElasticsearchProbe(Rest5Client client) {
        this.client = client;
    }

    @Override
    public Store store() {
        return Store.ELASTICSEARCH;
    }

    /** Asks for the health, because the minimal distribution does not answer at its root. */
    @Override
    public boolean answers() {
        try {
            client.performRequest(new Request("GET", "/_cluster/health?timeout=1s"));
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
