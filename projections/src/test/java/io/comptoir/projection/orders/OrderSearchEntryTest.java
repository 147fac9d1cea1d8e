package io.comptoir.projection.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.projection.elasticsearch.Mapping;
import io.comptoir.projection.replay.Document;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class OrderSearchEntryTest {

    private static final JsonMapper JSON = ContractJson.mapper();

    private final OrderState placed = OrderState.after(null, Orders.placed(1));

    @Test
    void findsAnOrderByEverythingThatNamesIt() {
        assertThat(List.of(entry(placed).words().split(" ")))
                .contains("external", "1", "17850", "cote", "d", "ivoire")
                .contains("85123a", "white", "hanging", "heart", "t", "light", "holder", "bank", "charges", "creme")
                .doesNotHaveDuplicates();
        assertThat(entry(placed).customerReference()).isEqualTo("17850");
        assertThat(entry(placed).customerKey()).isEqualTo("1:17850");
    }

    @Test
    void countsTheRevenueOfAnOrderUnlessItWasCancelled() {
        OrderSearchEntry counted = entry(placed);
        assertThat(counted.revenueHigh() * OrderSearchEntry.REVENUE_BASE + counted.revenueLow())
                .isEqualTo(1_531);

        OrderSearchEntry cancelled = entry(OrderState.after(placed, Orders.cancelled(1)));
        assertThat(cancelled.revenueHigh()).isZero();
        assertThat(cancelled.revenueLow()).isZero();
        assertThat(cancelled.status()).isEqualTo("CANCELLED");
    }

    @Test
    void readsBackWhatItWrites() {
        OrderSearchEntry entry = entry(placed);

        assertThat(JSON.readValue(JSON.writeValueAsString(entry), OrderSearchEntry.class))
                .isEqualTo(entry);
    }

    @Test
    void hasExactlyTheFieldsOfItsMapping() {
        assertThat(Mapping.fieldsOf(OrderSearchEntry.class, "orders-search.json"))
                .containsExactlyInAnyOrderElementsOf(Mapping.componentsOf(OrderSearchEntry.class));
    }

    private static OrderSearchEntry entry(OrderState state) {
        return OrderSearchEntry.of(new Document<>(
                "id", Orders.TENANT, 0, state.version(), 5, Instant.parse("2026-01-01T00:00:00.123456Z"), state));
    }
}
