package io.comptoir.projection.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.tenancy.OutsideOfScope;
import io.comptoir.projection.Outside;
import io.comptoir.projection.mongodb.InMemoryMongo;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Recorded;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductViewProjectionTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final Currency JPY = Currency.getInstance("JPY");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void endsTheSameHoweverBatchesAreCutAndRepeated(long seed) {
        Random random = new Random(seed);
        Recorded<ProductEvent> recorded = new Recorded<>();
        for (int number = 1; number <= 20; number++) {
            Sku sku = new Sku("sku " + number);
            recorded.add(
                    ProductEvent.streamOf(TENANT, sku),
                    new ProductRegistered(TENANT, sku, new Note("Crème " + number), new Money(number, JPY)));
            Sku repriced = new Sku("sku " + (1 + random.nextInt(number)));
            recorded.add(
                    ProductEvent.streamOf(TENANT, repriced),
                    new ProductRepriced(TENANT, repriced, new Money(random.nextInt(1_000), JPY), null));
        }
        try (InMemoryMongo mongo = new InMemoryMongo()) {
            ProductViews views = new ProductViews(mongo.database());
            views.create();
            ProductViewProjection projection = new ProductViewProjection(views);

            recorded.deliverWithCrashes(projection, random);
            List<Document> once = mongo.documents(ReadModels.PRODUCTS.version(1).location());
            recorded.deliverOneByOne(projection);
            recorded.deliverWithCrashes(projection, random);

            assertThat(once).hasSize(20);
            assertThat(mongo.documents(ReadModels.PRODUCTS.version(1).location()))
                    .isEqualTo(once);
            assertThat(views.find(TENANT, "sku 7").orElseThrow()).isEqualTo(expected(recorded, new Sku("sku 7")));
        }
    }

    private static ProductState expected(Recorded<ProductEvent> recorded, Sku sku) {
        @Nullable ProductState state = null;
        for (var stored : recorded.events()) {
            if (stored.event().sku().equals(sku)) {
                state = ProductState.after(state, stored.event());
            }
        }
        return Objects.requireNonNull(state, "it has events");
    }

    /** Until a version whose states are text is whole, readers see the one whose states are documents, and events go on into it. */
    @Test
    void readsAndContinuesStatesThatAreDocumentsAsTheyOnceWere() {
        Sku sku = new Sku("A");
        Recorded<ProductEvent> recorded = new Recorded<>();
        recorded.add(
                ProductEvent.streamOf(TENANT, sku),
                new ProductRegistered(TENANT, sku, new Note("Crème"), new Money(5, JPY)));
        try (InMemoryMongo mongo = new InMemoryMongo()) {
            ProductViews views = new ProductViews(mongo.database());
            views.create();
            ProductViewProjection projection = new ProductViewProjection(views);
            recorded.deliverOneByOne(projection);
            MongoCollection<Document> stored = mongo.database()
                    .getCollection(ReadModels.PRODUCTS.version(1).location());
            String text = mongo.documents(ReadModels.PRODUCTS.version(1).location())
                    .getFirst()
                    .getString("state");
            stored.updateOne(new Document(), new Document("$set", new Document("state", Document.parse(text))));

            assertThat(views.find(TENANT, "A")).contains(expected(recorded, sku));
            recorded.add(ProductEvent.streamOf(TENANT, sku), new ProductRepriced(TENANT, sku, new Money(6, JPY), null));
            recorded.deliverOneByOne(projection);

            assertThat(views.find(TENANT, "A")).contains(expected(recorded, sku));
        }
    }

    @Test
    void showsNothingOfAnOrganizationWhoseScopeIsNotOpen() {
        try (InMemoryMongo mongo = new InMemoryMongo()) {
            ProductViews views = new ProductViews(mongo.database());
            TenantId other = TenantId.of("00000000-0000-7000-8000-000000000002");

            assertThat(Outside.of(other, () -> views.find(TENANT, "A"))).isInstanceOf(OutsideOfScope.class);
            assertThat(Outside.of(null, () -> views.find(TENANT, "A"))).isInstanceOf(OutsideOfScope.class);
            assertThat(Outside.of(other, () -> views.list(TENANT, new Document(), new Document(), 1)))
                    .isInstanceOf(OutsideOfScope.class);
            assertThat(Outside.of(TENANT, () -> views.load(List.of("A")))).isInstanceOf(OutsideOfScope.class);
            assertThat(Outside.of(TENANT, () -> views.write(List.of()))).isInstanceOf(OutsideOfScope.class);
            assertThat(Outside.of(TENANT, () -> views.find(TENANT, "A"))).isEqualTo(Optional.empty());
        }
    }
}
