package io.comptoir.projection.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.projection.mongodb.InMemoryMongo;
import io.comptoir.projection.replay.Held;
import io.comptoir.projection.replay.IncompleteReadModel;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Recorded;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderViewProjectionTest {

    private static final String COLLECTION = ReadModels.ORDERS.version(1).location();

    private InMemoryMongo mongo;
    private OrderViews views;
    private OrderViewProjection projection;

    @BeforeEach
    void start() {
        mongo = new InMemoryMongo();
        views = new OrderViews(mongo.database());
        views.create();
        projection = new OrderViewProjection(views);
    }

    @AfterEach
    void stop() {
        mongo.close();
    }

    @Test
    void showsAnOrderAsItsEventsLeaveIt() {
        Recorded<OrderEvent> recorded = new Recorded<>();
        recorded.add(Orders.stream(1), Orders.placed(1));
        recorded.deliverAtOnce(projection);

        assertThat(views.find(Orders.TENANT, Orders.id(1).toString()))
                .contains(OrderState.after(null, Orders.placed(1)));

        recorded.add(Orders.stream(1), Orders.cancelled(1));
        recorded.deliverAtOnce(projection);

        OrderState cancelled =
                views.find(Orders.TENANT, Orders.id(1).toString()).orElseThrow();
        assertThat(cancelled)
                .isEqualTo(OrderState.after(OrderState.after(null, Orders.placed(1)), Orders.cancelled(1)));
        assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(cancelled.version()).isEqualTo(2);
    }

    @Test
    void keepsBesideTheStateWhatAnOrderIsFoundBy() {
        new Recorded<OrderEvent>().add(Orders.stream(1), Orders.placed(1)).deliverAtOnce(projection);

        Document document = mongo.documents(COLLECTION).getFirst();
        assertThat(document.getString("_id")).isEqualTo(Orders.TENANT + ":" + Orders.id(1));
        assertThat(document.getString("tenant")).isEqualTo(Orders.TENANT.toString());
        assertThat(document.getLong("version")).isEqualTo(1);
        assertThat(document.getLong("position")).isEqualTo(1);
        assertThat(document.getDate("recordedAt")).isEqualTo("2026-01-01T00:00:00.001Z");
        assertThat(document.getString("status")).isEqualTo("PLACED");
        assertThat(document.getString("channel")).isEqualTo("shop");
        assertThat(document.getString("externalId")).isEqualTo("external-1");
        assertThat(document.getDate("placedAt")).isEqualTo(Orders.placed(1).placedAt());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsTheSameHoweverBatchesAreCutAndRepeated(long seed) {
        Random random = new Random(seed);
        Recorded<OrderEvent> recorded = Orders.history(40, random);
        recorded.deliverOneByOne(projection);
        List<Document> expected = mongo.documents(COLLECTION);

        mongo.database().getCollection(COLLECTION).deleteMany(new Document());
        recorded.deliverWithCrashes(projection, random);
        assertThat(mongo.documents(COLLECTION)).isEqualTo(expected);

        recorded.deliverAtOnce(projection);
        recorded.deliverWithCrashes(projection, random);
        assertThat(mongo.documents(COLLECTION)).isEqualTo(expected);
    }

    @Test
    void leavesANewerDocumentAlone() {
        Recorded<OrderEvent> both = new Recorded<OrderEvent>()
                .add(Orders.stream(1), Orders.placed(1))
                .add(Orders.stream(1), Orders.cancelled(1));
        both.deliverAtOnce(projection);

        new Recorded<OrderEvent>().add(Orders.stream(1), Orders.placed(1)).deliverAtOnce(projection);

        assertThat(views.find(Orders.TENANT, Orders.id(1).toString())
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
    }

    @Test
    void noticesThatADocumentIsMissing() {
        Recorded<OrderEvent> recorded = new Recorded<OrderEvent>()
                .add(Orders.stream(1), Orders.placed(1))
                .add(Orders.stream(1), Orders.cancelled(1));

        assertThatThrownBy(() -> recorded.deliverFrom(2, projection)).isInstanceOf(IncompleteReadModel.class);
    }

    @Test
    void saysWhichDocumentsAnotherWriterHasChanged() {
        OrderState placed = OrderState.after(null, Orders.placed(1));
        OrderState cancelled = OrderState.after(placed, Orders.cancelled(1));
        String id = ReadModel.documentId(Orders.TENANT, Orders.id(1).toString());
        String other = ReadModel.documentId(Orders.TENANT, Orders.id(2).toString());
        io.comptoir.projection.replay.Document<OrderState> first = change(id, 0, placed);
        io.comptoir.projection.replay.Document<OrderState> second = change(id, 1, cancelled);

        assertThat(views.write(List.of(first, change(other, 0, placed)))).isEmpty();
        assertThat(views.write(List.of(first))).containsExactly(id);
        assertThat(views.write(List.of(second, change(other, 1, cancelled)))).isEmpty();
        // Written twice, it is as wanted; only another version is not.
        assertThat(views.write(List.of(second))).isEmpty();
        assertThat(views.write(List.of(change(id, 5, placed), change(other, 2, cancelled))))
                .containsExactly(id);
        assertThat(views.load(List.of(id))).containsExactly(Map.entry(id, new Held<>(2, cancelled)));
    }

    private static io.comptoir.projection.replay.Document<OrderState> change(String id, long before, OrderState state) {
        return new io.comptoir.projection.replay.Document<>(
                id, Orders.TENANT, before, before + 1, 1, java.time.Instant.EPOCH, state);
    }

    @Test
    void showsAnOrderToItsOrganizationOnly() {
        new Recorded<OrderEvent>().add(Orders.stream(1), Orders.placed(1)).deliverAtOnce(projection);
        TenantId other = TenantId.of("00000000-0000-7000-8000-0000000000ff");

        assertThat(views.find(other, Orders.id(1).toString())).isEmpty();
        assertThat(views.list(other, new Document(), new Document(), 10)).isEmpty();
        assertThat(views.list(Orders.TENANT, new Document(), new Document(), 10))
                .hasSize(1);
    }

    @Test
    void bearsATimeThatNoDateCanHold() {
        OrderId id = Orders.id(1);
        new Recorded<OrderEvent>()
                .add(Orders.stream(1), Orders.placedAt(1, java.time.Instant.MAX))
                .deliverAtOnce(projection);

        assertThat(views.find(Orders.TENANT, id.toString()).orElseThrow().placedAt())
                .isEqualTo(java.time.Instant.MAX);
        assertThat(mongo.documents(COLLECTION).getFirst().getDate("placedAt")).isEqualTo("9999-12-31T23:59:59.999Z");
    }
}
