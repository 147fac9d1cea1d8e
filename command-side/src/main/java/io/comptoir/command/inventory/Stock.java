package io.comptoir.command.inventory;

import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** The stock of all organizations, for every decision that takes or moves some. */
@Component
public class Stock {

    private final Repository<StockItem> items;

    Stock(Repository<StockItem> items) {
        this.items = items;
    }

    /**
     * Holds the stock of some SKUs until the decision ends. They are locked in the order of their names: decisions that took
     * the same SKUs in opposite orders would wait for each other.
     */
    public StockHold hold(TenantId tenantId, Collection<Sku> skus) {
        SortedMap<Sku, Optional<Aggregate<StockItem>>> held = new TreeMap<>();
        for (Sku sku : new TreeSet<>(skus)) {
            held.put(sku, Streams.load(items, StockEvent.streamOf(tenantId, sku)));
        }
        return new StockHold(tenantId, items, held);
    }
}
