package io.comptoir.contract.inventory;

import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Sku;

/**
 * Where an order holds its stock.
 *
 * @param units how many, over all lines with this SKU; 1 or more
 */
public record Allocation(Sku sku, Location location, long units) {}
