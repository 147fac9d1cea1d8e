package io.comptoir.contract.inventory;

import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import org.jspecify.annotations.Nullable;

/** @param reason absent where the document gives none */
public record AdjustmentLine(
        Sku sku,
        Location location,
        StockDelta delta,
        @Nullable Note reason) {}
