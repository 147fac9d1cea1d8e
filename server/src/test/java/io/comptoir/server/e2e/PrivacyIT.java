package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.privacy.SubjectKeys;
import io.comptoir.projection.replay.ReadModels;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A person is sealed everywhere, found by whole words, and gone everywhere once they are erased. */
@EndToEnd
class PrivacyIT {

    private static final String NAME = "Trillian Mcmillan";
    private static final String EMAIL = "tricia@heartofgold.example";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    PrivacyIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
    }

    @BeforeEach
    void stockTheShop() {
        api.post(
                        "/v1/products",
                        "{\"sku\":\"TOWEL\",\"name\":\"Towel\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/TOWEL/receipts", "{\"quantity\":20}").expect(200);
    }

    private Answer place(String externalId, String customer) {
        return api.post(
                "/v1/orders",
                "{\"channel\":\"web\",\"externalId\":\"%s\",\"currency\":\"GBP\",\"customer\":%s,"
                                .formatted(externalId, customer)
                        + "\"lines\":[{\"sku\":\"TOWEL\",\"quantity\":1,\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}");
    }

    private static String trillian() {
        return "{\"reference\":\"t-1\",\"name\":\"%s\",\"email\":\"%s\",\"country\":\"France\"}".formatted(NAME, EMAIL);
    }

    private static Answer erase(Api api, String id) {
        return api.post("/v1/data-subjects/" + id + "/erasure", "{\"reason\":\"asked by letter\"}");
    }

    private int found(Api after, String q) {
        return after.get("/v1/search/orders?q=" + Api.encoded(q))
                .expect(200)
                .json()
                .get("total")
                .asInt();
    }

    /** Everything that lies in any store about this organization, and all that was printed. */
    private String everythingStored() throws IOException {
        List<String> stored = new ArrayList<>();
        for (String column : List.of("payload", "meta_data")) {
            stored.addAll(server.part(JdbcClient.class)
                    .sql("select " + column + " from events where stream like ?")
                    .param(organization.id() + ":%")
                    .query((row, number) -> new String(row.getBytes(1), UTF_8))
                    .list());
        }
        MongoDatabase mongo = server.part(MongoDatabase.class);
        for (String collection : mongo.listCollectionNames()) {
            mongo.getCollection(collection).find().forEach(document -> stored.add(document.toJson()));
        }
        ElasticsearchClient elasticsearch = server.part(ElasticsearchClient.class);
        for (String index : List.of("orders", "products", "events")) {
            elasticsearch
                    .search(
                            search -> search.index(index)
                                    .size(5_000)
                                    .query(query -> query.term(term -> term.field("tenant")
                                            .value(organization.id().toString()))),
                            JsonNode.class)
                    .hits()
                    .hits()
                    .forEach(hit -> stored.add(String.valueOf(hit.source())));
        }
        stored.add(server.output());
        return String.join("\n", stored);
    }

    @Test
    void liesNowhereInTheClear() throws IOException {
        Answer placed = place("P-1", trillian()).expect(201);
        assertThat(placed.json().at("/customer/name").asString()).isEqualTo(NAME);
        assertThat(placed.json().at("/customer/email").asString()).isEqualTo(EMAIL);
        Api after = api.after(placed);
        after.get("/v1/search/orders").expect(200);
        after.get("/v1/audit/events").expect(200);
        after.get("/v1/orders").expect(200);

        String stored = everythingStored();

        assertThat(stored).contains("t-1", "\"sealed\"", "customer:");
        assertThat(stored.toLowerCase(java.util.Locale.ROOT)).doesNotContain("trillian", "mcmillan", "heartofgold");
    }

    @Test
    void isFoundByWholeWordsAndWholeAddresses() {
        Api after = api.after(place("P-1", trillian()).expect(201));

        for (String q : List.of("trillian", "McMillan  TRILLIAN", EMAIL, "t-1", "towel mcmillan", "tow trillian")) {
            assertThat(found(after, q)).as(q).isEqualTo(1);
        }
        for (String q : List.of("trill", "heartofgold", "trillian beeblebrox", "tricia@heartofgold")) {
            assertThat(found(after, q)).as(q).isZero();
        }
        assertThat(server.newOrganization()
                        .api()
                        .get("/v1/search/orders?q=trillian")
                        .expect(200)
                        .json()
                        .get("total")
                        .asInt())
                .isZero();
    }

    @Test
    void isErasedEverywhereAtOnce() throws IOException {
        place("P-1", trillian()).expect(201);
        Answer second = place("P-2", trillian()).expect(201);
        Answer bystander = place("P-3", "{\"reference\":\"z-1\",\"name\":\"Zaphod Prefect\"}")
                .expect(201);
        String id = second.json().get("id").asString();
        api.after(bystander).get("/v1/orders").expect(200);
        api.after(bystander).get("/v1/search/orders").expect(200);

        Answer erased = erase(api, "t-1").expect(200);

        JsonNode receipt = erased.json();
        assertThat(receipt.get("id").asString()).isEqualTo("t-1");
        assertThat(receipt.get("reason").asString()).isEqualTo("asked by letter");
        assertThat(receipt.get("keysDestroyed").asInt()).isEqualTo(1);
        assertThat(receipt.get("searchWordsDestroyed").asInt()).isEqualTo(3);
        assertThat(Instant.parse(receipt.get("keyDestroyedAt").asString()))
                .isAfterOrEqualTo(Instant.parse(receipt.get("erasedAt").asString()));
        assertThat(receipt.get("purged"))
                .extracting(place -> place.get("place").asString() + " "
                        + place.path("entries").asString(""))
                .contains("read model orders 2", "read model orders-search 2", "event store ", "logs 0");

        Api after = api.after(erased);
        for (String path : List.of(
                "/v1/orders/" + id,
                "/v1/orders?externalId=P-2",
                "/v1/search/orders?q=t-1",
                "/v1/audit/orders/" + id,
                "/v1/audit/events?type=OrderPlaced&limit=2",
                "/v1/data-subjects/t-1/export")) {
            assertThat(after.get(path).expect(200).text())
                    .as(path)
                    .contains("\"reference\":\"t-1\",\"name\":\"erased\",\"email\":\"erased\",\"country\":\"France\"")
                    .doesNotContain("Trillian", "sealed");
        }
        assertThat(place("P-2", trillian())
                        .expect(200)
                        .json()
                        .at("/customer/name")
                        .asString())
                .as("the order that is sent again")
                .isEqualTo("erased");
        assertThat(found(after, "trillian")).isZero();
        assertThat(found(after, EMAIL)).isZero();
        assertThat(found(after, "zaphod")).isEqualTo(1);
        assertThat(after.get("/v1/orders/" + bystander.json().get("id").asString())
                        .expect(200)
                        .json()
                        .at("/customer/name")
                        .asString())
                .isEqualTo("Zaphod Prefect");
        assertThat(everythingStored()).doesNotContain("Trillian", "heartofgold");
    }

    @Test
    void tellsWhatIsHeldAboutSomebody() {
        Answer placed = place("P-1", trillian()).expect(201);
        place("P-2", trillian()).expect(201);
        Answer cancelled = api.post(
                        "/v1/orders/" + placed.json().get("id").asString() + "/cancel", "{\"reason\":\"Test\"}")
                .expect(200);
        Api after = api.after(cancelled);

        JsonNode state = after.get("/v1/data-subjects/t-1").expect(200).json();
        assertThat(state.get("status").asString()).isEqualTo("active");
        assertThat(state.get("orders").asInt()).isEqualTo(2);
        assertThat(state.has("erasedAt")).isFalse();

        List<JsonNode> held = after.all("/v1/data-subjects/t-1/export");
        assertThat(held).hasSize(2).allSatisfy(each -> {
            assertThat(each.at("/order/customer/name").asString()).isEqualTo(NAME);
            assertThat(each.at("/events/0/payload/customer/email").asString()).isEqualTo(EMAIL);
        });
        assertThat(held)
                .filteredOn(each -> each.at("/order/id").equals(placed.json().get("id")))
                .singleElement()
                .satisfies(each -> assertThat(each.get("events")).hasSize(2));
        JsonNode page =
                after.get("/v1/data-subjects/t-1/export?limit=1").expect(200).json();
        assertThat(page.get("data")).hasSize(1);
        assertThat(page.has("nextCursor")).isTrue();
    }

    @Test
    void refusesToEraseWhomItDoesNotKnowOrHasErased() {
        assertThat(erase(api, "nobody")
                        .problem(404, "data-subject-not-found")
                        .get("subject")
                        .asString())
                .isEqualTo("nobody");
        api.get("/v1/data-subjects/nobody").problem(404, "not-found");
        api.get("/v1/data-subjects/nobody/export").problem(404, "not-found");
        place("P-1", trillian()).expect(201);
        assertThat(api.post("/v1/data-subjects/t-1/erasure", "{}")
                        .problem(400, "malformed-request")
                        .get("field")
                        .asString())
                .isEqualTo("reason");

        JsonNode receipt = erase(api, "t-1").expect(200).json();

        assertThat(erase(api, "t-1").problem(409, "data-subject-already-erased").get("erasedAt"))
                .isEqualTo(receipt.get("erasedAt"));
        JsonNode state = api.get("/v1/data-subjects/t-1").expect(200).json();
        assertThat(state.get("status").asString()).isEqualTo("erased");
        assertThat(state.get("erasedAt")).isEqualTo(receipt.get("keyDestroyedAt"));
    }

    @Test
    void holdsWhoeverComesBackAnew() {
        Answer before = place("P-1", trillian()).expect(201);
        erase(api, "t-1").expect(200);

        Answer again = place("P-2", trillian()).expect(201);

        Api after = api.after(again);
        assertThat(again.json().at("/customer/name").asString()).isEqualTo(NAME);
        assertThat(after.get("/v1/orders/" + before.json().get("id").asString())
                        .expect(200)
                        .json()
                        .at("/customer/name")
                        .asString())
                .isEqualTo("erased");
        assertThat(after.get("/v1/search/orders?q=trillian").expect(200).json().get("data"))
                .as("the name leads to nothing that was erased")
                .singleElement()
                .satisfies(order ->
                        assertThat(order.get("id")).isEqualTo(again.json().get("id")));
        assertThat(after.get("/v1/search/orders?q=t-1").expect(200).json().get("data"))
                .as("the reference, which says nothing about a person, leads to both")
                .hasSize(2);
        erase(after, "t-1").expect(200);
        assertThat(after.get("/v1/orders").expect(200).text()).doesNotContain("Trillian");
    }

    /** The process dies behind the event: the decision is stored, and nobody has destroyed the key yet. */
    @Test
    void finishesAnErasureThatWasInterrupted() {
        place("P-1", trillian()).expect(201);
        DataSubjectId subject = new DataSubjectId("t-1");

        server.part(Commands.class)
                .send(
                        new EraseDataSubject(organization.id(), subject, new Note("r"), Instant.EPOCH),
                        Actor.system("end-to-end-test"));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.part(SubjectKeys.class)
                                .state(organization.id(), subject)
                                .orElseThrow()
                                .erasedAt())
                        .isNotNull());
        assertThat(api.after(server.caughtUp()).get("/v1/orders").expect(200).text())
                .contains("\"name\":\"erased\"")
                .doesNotContain("Trillian");
    }

    @Test
    void saysSoWhenASealWasBroken() {
        Answer placed = place("P-1", trillian()).expect(201);
        Api after = api.after(placed);
        String id = placed.json().get("id").asString();
        after.get("/v1/orders/" + id).expect(200);
        int version = server.operator()
                .get("/v1/projections/orders")
                .expect(200)
                .json()
                .get("version")
                .asInt();
        MongoCollection<Document> orders = server.part(MongoDatabase.class)
                .getCollection(ReadModels.ORDERS.version(version).location());
        Document key = new Document("_id", organization.id() + ":" + id);
        String state = Objects.requireNonNull(orders.find(key).first()).getString("state");
        String broken = state.replaceFirst("customer:[A-Za-z0-9+/=]+", "customer:AQAAAAF" + "A".repeat(100));
        assertThat(broken).isNotEqualTo(state);
        orders.updateOne(key, new Document("$set", new Document("state", broken)));

        assertThat(after.get("/v1/orders/" + id)
                        .problem(500, "personal-data-unreadable")
                        .get("reference")
                        .asString())
                .isEqualTo("t-1");
        assertThat(after.get("/v1/audit/orders/" + id).expect(200).text()).contains(NAME);
        assertThat(server.output()).contains("sealed personal data cannot be opened");
    }

    @Test
    void refusesAReferenceThatCannotStandInAnAddress() {
        assertThat(place("P-1", "{\"reference\":\"a/b\"}")
                        .problem(422, "invalid-value")
                        .get("field")
                        .asString())
                .isEqualTo("customer.reference");
    }
}
