package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.mongodb.client.MongoDatabase;
import io.comptoir.projection.replay.ReadModels;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Somebody deletes or damages what a read model is made of, while the server runs and takes orders. */
@Faults
class LostReadModelsIT {

    /** Whether it is there is looked at every ten seconds. */
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(20);

    private static final int ORDERS = 50;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final RunningServer server;
    private final Organization organization;
    private final Api api;
    private final OrderBook book = new OrderBook();

    LostReadModelsIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
        book.open(api);
    }

    @Test
    void aDeletedIndexIsBuiltAgain() throws Exception {
        order();
        OrderBook.quiet(api);
        deleteIndexOfOrders();

        order();

        book.holds(api);
    }

    @Test
    void aDeletedIndexIsBuiltAgainAlthoughNothingComesThatItWouldTakeIn() throws Exception {
        order();
        OrderBook.quiet(api);
        deleteIndexOfOrders();
        api.get("/v1/search/orders").problem(503, "store-unavailable");

        await("an index")
                .atMost(NOTICE_LIMIT)
                .until(() -> api.get("/v1/search/orders").status() == 200);

        book.holds(api);
    }

    @Test
    void aDroppedCollectionIsBuiltAgainAlthoughTheNextOrderMakesOne() throws Exception {
        order();
        OrderBook.quiet(api);
        server.part(MongoDatabase.class).getCollection(nameOfOrders()).drop();

        // New orders alone: whatever happened to an older one would be missed at once.
        Random random = new Random(Seed.VALUE);
        for (int order = 0; order < ORDERS; order++) {
            assertThat(book.place(api, random)).isTrue();
        }

        await("all orders")
                .atMost(NOTICE_LIMIT)
                .untilAsserted(
                        () -> assertThat(api.all("/v1/orders")).hasSizeGreaterThanOrEqualTo(book.acknowledged()));
        book.holds(api);
    }

    @Test
    void aDroppedCollectionIsBuiltAgainAlthoughNothingComesThatItWouldTakeIn() throws Exception {
        order();
        OrderBook.quiet(api);
        server.part(MongoDatabase.class).getCollection(nameOfOrders()).drop();

        await("all orders")
                .atMost(NOTICE_LIMIT)
                .untilAsserted(
                        () -> assertThat(api.all("/v1/orders")).hasSizeGreaterThanOrEqualTo(book.acknowledged()));
        book.holds(api);
    }

    @Test
    void aDamagedDocumentIsNotAnsweredAndARebuildMakesItWhole() throws Exception {
        order();
        Answer placed = api.post(
                        "/v1/orders",
                        "{\"channel\":\"phone\",\"currency\":\"GBP\",\"lines\":[{\"sku\":\"P-0\",\"quantity\":1,"
                                + "\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}")
                .expect(201);
        String id = placed.json().get("id").asString();
        OrderBook.quiet(api);
        assertThat(server.part(MongoDatabase.class)
                        .getCollection(nameOfOrders())
                        .updateOne(
                                new Document("_id", organization.id() + ":" + id),
                                new Document("$set", new Document("state", "{\"id\":")))
                        .getModifiedCount())
                .isEqualTo(1);

        api.get("/v1/orders/" + id).problem(500, "internal-error");
        assertThat(api.get("/v1/audit/orders/" + id).expect(200).json().get("state"))
                .isEqualTo(placed.json());
        Answer cancelled = api.post("/v1/orders/" + id + "/cancel", "{\"reason\":\"Test\"}")
                .expect(200);
        order();
        await("that its stream is parked and no other")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(api.all("/v1/dead-letters?projection=orders"))
                        .extracting(letter -> letter.get("aggregate").asString())
                        .containsOnly("order:" + id));

        String before = nameOfOrders();
        server.operator().post("/v1/projections/orders/rebuild", "{}").expect(202);
        await("a version that is whole")
                .atMost(LIMIT)
                .until(() -> !nameOfOrders().equals(before));

        assertThat(api.after(cancelled).get("/v1/orders/" + id).expect(200).json())
                .isEqualTo(cancelled.json());
        book.holds(api);
    }

    private void order() throws InterruptedException {
        try (Crowd crowd = new Crowd(book, api, 4, PAUSE)) {
            crowd.awaitServed(ORDERS);
        }
    }

    private void deleteIndexOfOrders() throws IOException {
        int version = server.operator()
                .get("/v1/projections/orders-search")
                .expect(200)
                .json()
                .get("version")
                .asInt();
        server.part(ElasticsearchClient.class)
                .indices()
                .delete(index ->
                        index.index(ReadModels.ORDERS_SEARCH.version(version).location()));
    }

    private String nameOfOrders() {
        int version = server.operator()
                .get("/v1/projections/orders")
                .expect(200)
                .json()
                .get("version")
                .asInt();
        return ReadModels.ORDERS.version(version).location();
    }
}
