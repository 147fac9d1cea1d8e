package io.comptoir.contract.catalog;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/** What happens to a product. */
public sealed interface ProductEvent extends DomainEvent permits ProductRegistered, ProductRepriced {

    Sku sku();

    static StreamId streamOf(TenantId tenantId, Sku sku) {
        return StreamId.of(tenantId, "product", sku.value());
    }
}
