package io.comptoir.query.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.orders.OrderViews;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.query.MongoForTests;
import io.comptoir.query.reading.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletResponse;

class OrderQueryControllerTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final TenantId OTHER = TenantId.of("00000000-0000-7000-8000-000000000002");
    private static final Caller CALLER = new Caller(TENANT, Actor.key("key"), Permission.OF_AN_ORGANIZATION);
    private static final Instant NOON = Instant.parse("2010-12-01T12:00:00Z");
    private static final Currency GBP = Currency.getInstance("GBP");

    private MongoForTests mongo;
    private OrderViews views;
    private OrderQueryController orders;

    @BeforeEach
    void start() {
        mongo = new MongoForTests(OrderViews.class, OrderQueryController.class);
        views = mongo.get(OrderViews.class);
        orders = mongo.get(OrderQueryController.class);
        views.create();
    }

    @AfterEach
    void stop() {
        mongo.close();
    }

    @Test
    void findsAnOrderOfTheCallersOrganizationOnly() {
        OrderState order = stored(TENANT, 1, "shop", OrderStatus.PLACED, NOON);

        MockHttpServletResponse answer = new MockHttpServletResponse();
        answer.setHeader("Comptoir-Position", "0");
        assertThat(orders.find(CALLER, order.id().toString(), answer)).isEqualTo(order);
        assertThat(answer.getHeader("Comptoir-Position"))
                .as("the position of what is shown, though the read model has not got there yet")
                .isEqualTo("1");
        Caller stranger = new Caller(OTHER, Actor.key("key"), Permission.OF_AN_ORGANIZATION);
        assertNotFound(() -> orders.find(stranger, order.id().toString(), new MockHttpServletResponse()));
        assertNotFound(() -> orders.find(CALLER, "nonsense", new MockHttpServletResponse()));
        assertThat(orders.list(stranger, null, null, null, null, null, null, null)
                        .data())
                .isEmpty();
    }

    @Test
    void listsTheNewestFirstAndThenById() {
        OrderState older = stored(TENANT, 3, "shop", OrderStatus.PLACED, NOON.minusMillis(1));
        OrderState second = stored(TENANT, 2, "shop", OrderStatus.PLACED, NOON);
        OrderState first = stored(TENANT, 1, "shop", OrderStatus.PLACED, NOON);
        OrderState newest = stored(TENANT, 4, "shop", OrderStatus.PLACED, NOON.plusMillis(1));

        assertThat(list(null, null, null, null, null).data()).containsExactly(newest, first, second, older);
    }

    @Test
    void filtersByEverythingTogether() {
        OrderState wanted = stored(TENANT, 1, "shop", OrderStatus.CANCELLED, NOON);
        stored(TENANT, 2, "shop", OrderStatus.PLACED, NOON);
        stored(TENANT, 3, "market", OrderStatus.CANCELLED, NOON);

        assertThat(list("cancelled", "shop", "external-1", null, null).data()).containsExactly(wanted);
        assertThat(list("cancelled", null, null, null, null).data()).hasSize(2);
        assertThat(list(null, "shop", null, null, null).data()).hasSize(2);
        assertThat(list(null, null, "external-1", null, null).data()).containsExactly(wanted);
        assertThat(list("placed", null, "external-1", null, null).data()).isEmpty();
    }

    @Test
    void countsTheBeginningOfASpanButNotItsEnd() {
        OrderState order = stored(TENANT, 1, "shop", OrderStatus.PLACED, NOON);

        assertThat(list(null, null, null, NOON.toString(), null).data()).containsExactly(order);
        assertThat(list(null, null, null, NOON.plusMillis(1).toString(), null).data())
                .isEmpty();
        assertThat(list(null, null, null, null, NOON.toString()).data()).isEmpty();
        assertThat(list(null, null, null, null, NOON.plusMillis(1).toString()).data())
                .containsExactly(order);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void showsEveryOrderOnceOverAllPages(int limit) {
        List<OrderState> expected = new ArrayList<>();
        for (int number = 1; number <= 7; number++) {
            // Some are placed at the same moment, so that pages end in between.
            expected.add(stored(TENANT, number, "shop", OrderStatus.PLACED, NOON.minusSeconds(number / 3)));
        }
        List<OrderState> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<OrderState> page =
                    orders.list(CALLER, "placed", null, null, null, null, Integer.toString(limit), cursor);
            assertThat(page.data()).hasSizeLessThanOrEqualTo(limit).isNotEmpty();
            seen.addAll(page.data());
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void refusesACursorOfAnotherFilter() {
        stored(TENANT, 1, "shop", OrderStatus.PLACED, NOON);
        stored(TENANT, 2, "shop", OrderStatus.PLACED, NOON);
        String cursor =
                orders.list(CALLER, "placed", null, null, null, null, "1", null).nextCursor();

        assertThat(orders.list(CALLER, "placed", null, null, null, null, "200", cursor)
                        .data())
                .hasSize(1);
        assertMalformed("cursor", () -> orders.list(CALLER, null, null, null, null, null, "1", cursor));
    }

    @Test
    void refusesAStatusThatThereIsNot() {
        assertMalformed("status", () -> list("PLACED", null, null, null, null));
        assertMalformed("status", () -> list("open", null, null, null, null));
    }

    private Page<OrderState> list(
            @Nullable String status,
            @Nullable String channel,
            @Nullable String externalId,
            @Nullable String from,
            @Nullable String to) {
        return orders.list(CALLER, status, channel, externalId, from, to, null, null);
    }

    private OrderState stored(TenantId tenantId, int number, String channel, OrderStatus status, Instant placedAt) {
        OrderState order = new OrderState(
                new OrderId(new UUID(7, number)),
                new ExternalId("external-" + number),
                new Channel(channel),
                status,
                1,
                new Money(255, GBP),
                placedAt,
                null,
                null,
                Customer.UNKNOWN,
                List.of(new OrderLine(new Sku("85123A"), new Note("Heart"), new Quantity(1), new Money(255, GBP))),
                List.of(new Allocation(new Sku("85123A"), Location.MAIN, 1)),
                null);
        views.write(List.of(new Document<>(
                ReadModel.documentId(tenantId, order.id().toString()), tenantId, 0, 1, number, placedAt, order)));
        return order;
    }

    private static void assertNotFound(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(HttpStatus.NOT_FOUND));
    }

    private static void assertMalformed(String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(problem.facts()).containsEntry("field", field);
        });
    }
}
