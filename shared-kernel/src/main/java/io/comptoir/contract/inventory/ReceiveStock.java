package io.comptoir.contract.inventory;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

/** @param reference the delivery note or purchase order that the goods came with */
public record ReceiveStock(
        TenantId tenantId,
        Sku sku,
        Location location,
        Quantity quantity,
        @Nullable Note reference) implements Command {}
