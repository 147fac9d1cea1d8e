package io.comptoir.projection.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.mongodb.MongoMetricsCommandListener;
import io.micrometer.core.instrument.binder.mongodb.MongoMetricsConnectionPoolListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.extensions.mongo.DefaultMongoTemplate;
import org.axonframework.extensions.mongo.eventsourcing.tokenstore.MongoTokenStore;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connection to MongoDB. Nothing here waits for the server: the application starts without it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
class MongoDb {

    /** A reader is told after this time that the store is away. */
    private static final int AWAY_AFTER_MILLIS = 2_000;

    /** The longest bulk write takes a fraction of this. */
    private static final int ANSWER_LIMIT_MILLIS = 20_000;

    private static final String DEFAULT_DATABASE = "comptoir";

    @Bean(destroyMethod = "close")
    MongoClient mongoClient(
            @Value("${comptoir.mongodb.uri:mongodb://127.0.0.1:27017/comptoir}") String uri, MeterRegistry meters) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applicationName("comptoir")
                // Documents can be built again, but the tokens that say so must not be ahead of them after a failover.
                .writeConcern(WriteConcern.MAJORITY)
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(AWAY_AFTER_MILLIS, TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(AWAY_AFTER_MILLIS, TimeUnit.MILLISECONDS)
                        .readTimeout(ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(AWAY_AFTER_MILLIS, TimeUnit.MILLISECONDS)
                        .addConnectionPoolListener(new MongoMetricsConnectionPoolListener(meters)))
                .addCommandListener(new MongoMetricsCommandListener(meters))
                .build());
    }

    @Bean
    MongoDatabase mongoDatabase(
            MongoClient client, @Value("${comptoir.mongodb.uri:mongodb://127.0.0.1:27017/comptoir}") String uri) {
        String named = new ConnectionString(uri).getDatabase();
        return client.getDatabase(named == null ? DEFAULT_DATABASE : named);
    }

    /**
     * @param nodeId what this node calls itself in its claims; where it is the same after a restart, a node that was killed
     *     goes on at once, otherwise when its old claims have run out
     */
    @Bean
    TokenStore tokenStore(
            MongoDatabase database,
            Serializer serializer,
            @Value("${comptoir.node-id:}") String nodeId,
            @Value("${comptoir.projections.claim-timeout:10s}") Duration claimTimeout) {
        MongoTokenStore.Builder store = MongoTokenStore.builder()
                .mongoTemplate(DefaultMongoTemplate.builder()
                        .mongoDatabase(database)
                        .trackingTokensCollectionName(MongoBookkeeping.TOKENS)
                        .build())
                .serializer(serializer)
                .claimTimeout(claimTimeout)
                // It would need the server now; MongoBookkeeping creates the index when the server is there.
                .ensureIndexes(false);
        return (nodeId.isBlank() ? store : store.nodeId(nodeId)).build();
    }
}
