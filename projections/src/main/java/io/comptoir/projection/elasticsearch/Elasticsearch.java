package io.comptoir.projection.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import co.elastic.clients.transport.rest5_client.low_level.Rest5ClientBuilder;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connection to Elasticsearch. Nothing here waits for the server: the application starts without it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
class Elasticsearch {

    private static final Timeout AWAY_AFTER = Timeout.ofSeconds(2);

    /** The longest bulk write takes a fraction of this. */
    private static final Timeout ANSWER_LIMIT = Timeout.ofSeconds(20);

    private static final int MAX_CONNECTIONS = 50;

    /** @param uris one or more addresses with commas between them; a name and a password before the host are sent with each request */
    @Bean(destroyMethod = "close")
    Rest5Client elasticsearchRestClient(
            @Value("${comptoir.elasticsearch.uri:http://127.0.0.1:9200}") List<String> uris) {
        List<URI> addresses = uris.stream().map(String::strip).map(URI::create).toList();
        Rest5ClientBuilder client = Rest5Client.builder(
                        addresses.stream().map(Elasticsearch::withoutUser).toList())
                .setConnectionConfigCallback(
                        connection -> connection.setConnectTimeout(AWAY_AFTER).setSocketTimeout(ANSWER_LIMIT))
                .setRequestConfigCallback(request ->
                        request.setConnectionRequestTimeout(AWAY_AFTER).setResponseTimeout(ANSWER_LIMIT))
                .setConnectionManagerCallback(connections -> connections
                        .setMaxConnPerRoute(MAX_CONNECTIONS)
                        .setMaxConnTotal(MAX_CONNECTIONS * addresses.size()));
        addresses.stream()
                .map(URI::getUserInfo)
                .filter(user -> user != null && !user.isEmpty())
                .findFirst()
                .ifPresent(user -> client.setDefaultHeaders(new Header[] {basicAuthorization(user)}));
        return client.build();
    }

    private static URI withoutUser(URI address) {
        return URI.create(address.getScheme() + "://" + address.getHost() + ":"
                + (address.getPort() < 0 ? 9200 : address.getPort()));
    }

    private static Header basicAuthorization(String user) {
        return new BasicHeader(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    @Bean
    ElasticsearchClient elasticsearchClient(Rest5Client client) {
        return new ElasticsearchClient(
                new Rest5ClientTransport(client, new Jackson3JsonpMapper(ContractJson.mapper())));
    }
}
