package io.comptoir.contract.inventory;

import io.comptoir.contract.values.Sku;

/**
 * A SKU that an order asks more of than there is, in units.
 *
 * @param requested what all lines of the order ask together
 * @param available what could be reserved at that moment, over all locations
 */
public record Shortage(Sku sku, long requested, long available) {}
