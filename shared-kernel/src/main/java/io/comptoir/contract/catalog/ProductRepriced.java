package io.comptoir.contract.catalog;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;

@Revision(1)
public record ProductRepriced(TenantId tenantId, Sku sku, Money price) implements ProductEvent {}
