package io.comptoir.contract.inventory;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/** What happens to the stock of one SKU. */
public sealed interface StockEvent extends DomainEvent
        permits StockReceived, StockAdjusted, StockReserved, StockReleased {

    Sku sku();

    Location location();

    static StreamId streamOf(TenantId tenantId, Sku sku) {
        return StreamId.of(tenantId, "stock", sku.value());
    }
}
