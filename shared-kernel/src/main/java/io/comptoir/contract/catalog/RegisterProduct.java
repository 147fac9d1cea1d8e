package io.comptoir.contract.catalog;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;

/** @param price the list price of one unit; orders carry their own prices */
public record RegisterProduct(TenantId tenantId, Sku sku, Note name, Money price) implements Command {}
