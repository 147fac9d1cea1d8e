package io.comptoir.contract.inventory;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;

/** Corrects the stock on hand after a count, a loss or a find. What is reserved for orders cannot be written off. */
public record AdjustStock(TenantId tenantId, Sku sku, Location location, StockDelta delta, Note reason)
        implements Command {}
