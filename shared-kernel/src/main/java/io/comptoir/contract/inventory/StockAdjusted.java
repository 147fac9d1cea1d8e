package io.comptoir.contract.inventory;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

@Revision(1)
public record StockAdjusted(
        TenantId tenantId,
        Sku sku,
        Location location,
        StockDelta delta,
        @Nullable Note reason) implements StockEvent {}
