package io.comptoir.contract.inventory;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;

/** @param units how many units the order gives back here; what it had reserved */
@Revision(1)
public record StockReleased(TenantId tenantId, Sku sku, Location location, OrderId orderId, long units)
        implements StockEvent {}
