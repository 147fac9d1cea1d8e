package io.comptoir.projection.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.projection.elasticsearch.Mapping;
import io.comptoir.projection.replay.Document;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProductSearchEntryTest {

    private static final JsonMapper JSON = ContractJson.mapper();
    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final Sku SKU = new Sku("85123A-Ø 5");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Currency JPY = Currency.getInstance("JPY");

    private final ProductState registered = ProductState.after(
            null, new ProductRegistered(TENANT, SKU, new Note("Crème T-light, 5 holders"), new Money(255, GBP)));

    @Test
    void findsAProductByTheWordsOfItsSkuAndItsName() {
        assertThat(List.of(entry(registered).words().split(" ")))
                .containsExactly("85123a", "o", "5", "creme", "t", "light", "holders");
        assertThat(entry(registered).sku()).isEqualTo("85123A-Ø 5");
    }

    @Test
    void hasTheLastPriceInTheSmallestUnitOfItsCurrency() {
        assertThat(entry(registered).price()).isEqualTo(255);
        assertThat(entry(registered).currency()).isEqualTo("GBP");

        ProductSearchEntry repriced = entry(ProductState.after(
                registered,
                new ProductRepriced(TENANT, SKU, new Money(Money.MAX_UNIT_PRICE, JPY), new Money(255, GBP))));
        assertThat(repriced.price()).isEqualTo(1_000_000_000L);
        assertThat(repriced.currency()).isEqualTo("JPY");
        assertThat(repriced.version()).isEqualTo(2);
    }

    @Test
    void readsBackWhatItWrites() {
        ProductSearchEntry entry = entry(registered);

        assertThat(JSON.readValue(JSON.writeValueAsString(entry), ProductSearchEntry.class))
                .isEqualTo(entry);
    }

    @Test
    void hasExactlyTheFieldsOfItsMapping() {
        assertThat(Mapping.fieldsOf(ProductSearchEntry.class, "products-search.json"))
                .containsExactlyInAnyOrderElementsOf(Mapping.componentsOf(ProductSearchEntry.class));
    }

    private static ProductSearchEntry entry(ProductState state) {
        return ProductSearchEntry.of(new Document<>(
                "id", TENANT, 0, state.version(), 5, Instant.parse("2026-01-01T00:00:00.123456Z"), state));
    }
}
