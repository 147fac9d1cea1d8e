package io.comptoir.contract.catalog;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;

/** @param price the new list price of one unit; another currency than before is allowed */
public record RepriceProduct(TenantId tenantId, Sku sku, Money price) implements Command {}
