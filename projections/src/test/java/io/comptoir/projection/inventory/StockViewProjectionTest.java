package io.comptoir.projection.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import io.comptoir.projection.mongodb.InMemoryMongo;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Recorded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockViewProjectionTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final OrderId ORDER = new OrderId(new UUID(7, 1));
    private static final String COLLECTION = ReadModels.INVENTORY.version(1).location();

    private InMemoryMongo mongo;
    private StockViews views;
    private StockViewProjection projection;

    @BeforeEach
    void start() {
        mongo = new InMemoryMongo();
        views = new StockViews(mongo.database());
        views.create();
        projection = new StockViewProjection(views);
    }

    @AfterEach
    void stop() {
        mongo.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void endsTheSameHoweverBatchesAreCutAndRepeated(long seed) {
        Random random = new Random(seed);
        Map<Sku, StockState> expected = new HashMap<>();
        Recorded<StockEvent> recorded = history(expected, random);
        recorded.deliverWithCrashes(projection, random);
        List<Document> once = mongo.documents(COLLECTION);

        assertThat(once).hasSameSizeAs(expected.keySet());
        expected.forEach(
                (sku, state) -> assertThat(views.find(TENANT, sku.value())).contains(state));

        recorded.deliverOneByOne(projection);
        recorded.deliverAtOnce(projection);
        assertThat(mongo.documents(COLLECTION)).isEqualTo(once);
    }

    private static Recorded<StockEvent> history(Map<Sku, StockState> states, Random random) {
        Recorded<StockEvent> recorded = new Recorded<>();
        List<Sku> skus = List.of(new Sku("85123A"), new Sku("85123a"), new Sku("BANK CHARGES"));
        List<Location> locations = List.of(Location.MAIN, new Location("annex"));
        for (int i = 0; i < 300; i++) {
            Sku sku = skus.get(random.nextInt(skus.size()));
            Location location = locations.get(random.nextInt(locations.size()));
            StockState state = states.getOrDefault(sku, StockState.none(sku));
            StockEvent event = next(sku, location, state, random);
            states.put(sku, state.after(event));
            recorded.add(StockEvent.streamOf(TENANT, sku), event);
        }
        return recorded;
    }

    private static StockEvent next(Sku sku, Location location, StockState state, Random random) {
        long available = state.at(location).available();
        long reserved = state.at(location).reserved();
        int choice = random.nextInt(4);
        if (choice == 0 && available > 0) {
            return new StockReserved(TENANT, sku, location, ORDER, available);
        }
        if (choice == 1 && reserved > 0) {
            return new StockReleased(TENANT, sku, location, ORDER, reserved);
        }
        if (choice == 2 && available > 0) {
            return new StockAdjusted(TENANT, sku, location, new StockDelta(-1), null);
        }
        return new StockReceived(TENANT, sku, location, new Quantity(1 + random.nextInt(50)), null);
    }
}
