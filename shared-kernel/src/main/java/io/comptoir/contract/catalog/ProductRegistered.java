package io.comptoir.contract.catalog;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;

@Revision(1)
public record ProductRegistered(TenantId tenantId, Sku sku, Note name, Money price) implements ProductEvent {}
