package io.comptoir.contract.inventory;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

@Revision(1)
public record StockReceived(
        TenantId tenantId,
        Sku sku,
        Location location,
        Quantity quantity,
        @Nullable Note reference) implements StockEvent {}
