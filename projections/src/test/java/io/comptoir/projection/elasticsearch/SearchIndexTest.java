package io.comptoir.projection.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import com.sun.net.httpserver.HttpServer;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.tenancy.OutsideOfScope;
import io.comptoir.projection.Outside;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.IncompleteReadModel;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.RefusedDocument;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import io.comptoir.projection.replay.StoreFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes over the wire and what becomes of the answers; a real server is in the end-to-end tests. */
class SearchIndexTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final JsonMapper JSON = JsonMapper.shared();

    record Entry(String text) {}

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String aliases = "{}";

    private HttpServer server;
    private Rest5Client client;
    private SearchIndex<Entry> index;
    private SearchIndex<Entry> third;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = answerTo(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        Elasticsearch configuration = new Elasticsearch();
        client = configuration.elasticsearchRestClient(
                List.of("http://127.0.0.1:" + server.getAddress().getPort()));
        index = new SearchIndex<>(
                configuration.elasticsearchClient(client),
                new ReadModel("things-search", Store.ELASTICSEARCH, "things", 1, 1),
                Entry.class,
                "things.json",
                new SimpleMeterRegistry());
        third = index.in(3);
    }

    private String answerTo(String method, String path) {
        if (path.startsWith("/_alias/")) {
            return aliases;
        }
        if (!path.endsWith("/_pit")) {
            return answer;
        }
        return method.equals("DELETE") ? """
            {"succeeded":true,"num_freed":1}\
            """ : """
                    {"id":"view","_shards":{"total":1,"successful":1,"failed":0,"skipped":0}}\
                    """;
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.stop(0);
    }

    @Test
    void writesThroughTheAliasThatOnlyTheIndexItselfBrings() {
        answer = """
            {"took":1,"errors":false,"items":[]}\
            """;

        third.write(List.of(write("a", 7, "hello")));

        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("POST /things_v3.write/_bulk")
                .contains("require_alias=true");
        List<String> lines = bodies.getFirst().lines().toList();
        assertThat(JSON.readTree(lines.get(0))).isEqualTo(JSON.readTree("""
            {"index":{"_id":"a","routing":"00000000-0000-7000-8000-000000000001","version":7,"version_type":"external"}}\
            """));
        assertThat(JSON.readTree(lines.get(1))).isEqualTo(JSON.readTree("""
            {"text":"hello"}\
            """));
    }

    @Test
    void cutsLargeWritesIntoSeveralRequests() {
        answer = """
            {"took":1,"errors":false,"items":[]}\
            """;
        String large = "x".repeat(3 * 1_024 * 1_024);

        third.write(IntStream.range(0, 5)
                .mapToObj(number -> write("entry-" + number, 1, large))
                .toList());

        assertThat(requests).hasSize(3);
    }

    @Test
    void takesAnEntryThatIsThereInThisVersionOrALaterOneForWritten() {
        answer = itemFailure(409, "version_conflict_engine_exception");

        assertThatCode(() -> third.write(List.of(write("a", 1, "hello")))).doesNotThrowAnyException();
    }

    @Test
    void noticesThatTheIndexIsMissing() {
        answer = itemFailure(404, "index_not_found_exception");

        assertThatThrownBy(() -> third.write(List.of(write("a", 1, "hello")))).isInstanceOf(IncompleteReadModel.class);
    }

    @Test
    void tellsTheTypeOfARefusalAndNeverTheEntry() {
        answer = itemFailure(400, "strict_dynamic_mapping_exception");

        assertThatThrownBy(() -> third.write(List.of(write("a", 1, "secret text"))))
                .hasMessageContaining("strict_dynamic_mapping_exception")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void takesAnOverloadedOrBrokenServerForAway(int broken) {
        status = broken;
        answer = """
            {"error":{"type":"unavailable","reason":"…"},"status":%d}\
            """.formatted(broken);

        assertThatThrownBy(third::exists).isInstanceOf(StoreAway.class);
        assertThatThrownBy(() -> third.write(List.of(write("a", 1, "hello")))).isInstanceOf(StoreAway.class);
    }

    @Test
    void takesAServerThatDoesNotAnswerForAway() {
        server.stop(0);

        assertThatThrownBy(third::refresh).isInstanceOf(StoreAway.class);
    }

    @Test
    void doesNotTakeAnAnswerItCannotReadForAnOutage() {
        answer = """
            {"hits":"none"}\
            """;

        assertThatThrownBy(() -> index.search(TENANT, List.of(), search -> search))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void searchesWithinOneOrganizationOnly() {
        answer = """
            {"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},
             "hits":{"total":{"value":1,"relation":"eq"},"hits":[{"_index":"things_v3","_id":"a","_source":{"text":"hello"}}]}}\
            """;

        assertThat(index.search(
                                TENANT,
                                List.of(Query.of(query ->
                                        query.term(term -> term.field("text").value("hello")))),
                                search -> search.size(1))
                        .hits()
                        .hits())
                .extracting(hit -> hit.source())
                .containsExactly(new Entry("hello"));

        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("POST /things/_search")
                .contains("routing=" + TENANT, "allow_partial_search_results=false");
        JsonNode filters = JSON.readTree(bodies.getFirst()).at("/query/bool/filter");
        assertThat(filters).isEqualTo(JSON.readTree("""
            [{"term":{"text":{"value":"hello"}}},
             {"term":{"tenant":{"value":"00000000-0000-7000-8000-000000000001"}}}]\
            """));
    }

    @Test
    void readsEntriesWhereTheirOrganizationsAre() {
        answer = """
            {"docs":[{"_index":"things_v3","_id":"%1$s:a","found":true,"_source":{"text":"hello"}},
                     {"_index":"things_v3","_id":"%1$s:b","found":false}]}\
            """.formatted(TENANT);

        assertThat(third.load(List.of(TENANT + ":a", TENANT + ":b")))
                .containsExactly(java.util.Map.entry(TENANT + ":a", new Entry("hello")));
        assertThat(bodies.getFirst()).contains("\"routing\":\"" + TENANT + "\"");
    }

    @Test
    void goesThroughAllEntriesOfAVersionAsTheyWereAtOneMoment() {
        answer = """
            {"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},"pit_id":"view",
             "hits":{"hits":[{"_index":"things_v3","_id":"%1$s:42","_version":7,"sort":[0],
                              "_source":{"position":42,"aggregate":"order:a"}}]}}\
            """.formatted(TENANT);
        List<Fingerprint> found = new ArrayList<>();

        third.fingerprints("aggregate").forEachPage(found::addAll);

        assertThat(found).containsExactly(new Fingerprint(TENANT + ":42", TENANT + ":order:a", 7, 42));
        assertThat(requests)
                .extracting(request -> request.replaceAll("\\?.*", ""))
                .containsExactly("POST /things_v3/_pit", "POST /_search", "DELETE /_pit");
        JsonNode search = JSON.readTree(bodies.get(1));
        assertThat(search.at("/pit/id").asString()).isEqualTo("view");
        assertThat(search.at("/version").asBoolean()).isTrue();
        assertThat(search.at("/_source/includes")).isEqualTo(JSON.readTree("[\"position\",\"aggregate\"]"));
        assertThat(search.at("/sort/0").has("_shard_doc")).isTrue();
    }

    @Test
    void tellsOfSingleEntriesHowFarTheyAre() {
        answer = """
            {"docs":[{"_index":"things_v3","_id":"%1$s:a","_version":3,"found":true,"_source":{"position":9}},
                     {"_index":"things_v3","_id":"%1$s:b","found":false}]}\
            """.formatted(TENANT);

        assertThat(third.fingerprints(null).of(List.of(TENANT + ":a", TENANT + ":b")))
                .containsExactly(
                        java.util.Map.entry(TENANT + ":a", new Fingerprint(TENANT + ":a", TENANT + ":a", 3, 9)));
        assertThat(bodies.getFirst()).contains("\"routing\":\"" + TENANT + "\"");
    }

    @Test
    void movesTheReadersAliasInOneRequest() {
        aliases = """
            {"things_v2":{"aliases":{"things":{}}}}\
            """;
        answer = """
            {"acknowledged":true}\
            """;

        third.expose();

        assertThat(requests).last().isEqualTo("POST /_aliases");
        assertThat(JSON.readTree(bodies.getLast())).isEqualTo(JSON.readTree("""
            {"actions":[{"remove":{"alias":"things","index":"things_v2"}},
                        {"add":{"alias":"things","index":"things_v3"}}]}\
            """));
    }

    @Test
    void tellsRefusalsOfOneEntryFromThoseOfTheServer() {
        answer = itemFailure(400, "document_parsing_exception");
        assertThatThrownBy(() -> third.write(List.of(write("a", 1, "hello")))).isInstanceOf(RefusedDocument.class);

        answer = itemFailure(403, "cluster_block_exception");
        assertThatThrownBy(() -> third.write(List.of(write("a", 1, "hello")))).isInstanceOf(StoreFailure.class);

        answer = itemFailure(429, "es_rejected_execution_exception");
        assertThatThrownBy(() -> third.write(List.of(write("a", 1, "hello")))).isInstanceOf(StoreAway.class);
    }

    private static SearchIndex.Write<Entry> write(String id, long version, String text) {
        return new SearchIndex.Write<>(id, TENANT, version, new Entry(text));
    }

    private static String itemFailure(int status, String type) {
        return """
            {"took":1,"errors":true,"items":[{"index":{"_index":"things_v3","_id":"a","status":%d,
             "error":{"type":"%s","reason":"it quotes secret text"}}}]}\
            """.formatted(status, type);
    }

    @Test
    void asksNothingForAnOrganizationWhoseScopeIsNotOpen() {
        TenantId other = TenantId.of("00000000-0000-7000-8000-000000000002");

        assertThat(Outside.of(other, () -> index.search(TENANT, List.of(), search -> search)))
                .isInstanceOf(OutsideOfScope.class);
        assertThat(Outside.of(null, () -> index.search(TENANT, List.of(), search -> search)))
                .isInstanceOf(OutsideOfScope.class);
        assertThat(Outside.of(TENANT, () -> index.load(List.of("a")))).isInstanceOf(OutsideOfScope.class);
        assertThat(Outside.of(TENANT, () -> {
                    index.write(List.of(write("a", 1, "hello")));
                    return "written";
                }))
                .isInstanceOf(OutsideOfScope.class);
        assertThat(requests).isEmpty();
    }
}
