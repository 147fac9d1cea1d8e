package io.comptoir.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.catalog.ProductViews;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.query.MongoForTests;
import io.comptoir.query.reading.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class ProductQueryControllerTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final TenantId OTHER = TenantId.of("00000000-0000-7000-8000-000000000002");

    @Test
    void showsEveryProductOnceInTheOrderOfSkus() {
        try (MongoForTests mongo = new MongoForTests(ProductViews.class, ProductQueryController.class)) {
            ProductViews views = mongo.get(ProductViews.class);
            views.create();
            // Case matters: 85123A and 85123a are two products.
            List.of("M", "85123a", "BANK CHARGES", "85123A", "10002").forEach(sku -> store(views, TENANT, sku));
            store(views, OTHER, "85123B");
            ProductQueryController products = mongo.get(ProductQueryController.class);
            Caller caller = new Caller(TENANT, Actor.key("key"), Permission.OF_AN_ORGANIZATION);

            List<String> seen = new ArrayList<>();
            @Nullable String cursor = null;
            do {
                Page<ProductState> page = products.list(caller, "2", cursor);
                page.data().forEach(product -> seen.add(product.sku().value()));
                cursor = page.nextCursor();
            } while (cursor != null);

            assertThat(seen).containsExactly("10002", "85123A", "85123a", "BANK CHARGES", "M");
            assertThat(products.find(caller, "85123a", new MockHttpServletResponse())
                            .sku())
                    .isEqualTo(new Sku("85123a"));
            assertThatThrownBy(() -> products.find(caller, "85123B", new MockHttpServletResponse()))
                    .isInstanceOf(Problem.class);
        }
    }

    private static void store(ProductViews views, TenantId tenantId, String sku) {
        ProductState product =
                new ProductState(new Sku(sku), new Note("Product"), new Money(1, Currency.getInstance("GBP")), 1);
        views.write(List.of(
                new Document<>(ReadModel.documentId(tenantId, sku), tenantId, 0, 1, 1, Instant.EPOCH, product)));
    }
}
