package io.comptoir.contract.inventory;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;

/** @param units how many units of this SKU the order holds here, over all its lines; 1 or more */
@Revision(1)
public record StockReserved(TenantId tenantId, Sku sku, Location location, OrderId orderId, long units)
        implements StockEvent {}
