package io.comptoir.contract.catalog;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * @param price  the list price of one unit from now on
 * @param before what it was until now, so that an auditor sees the change without looking for the event before; absent in
 *     events that were stored as revision 1
 */
@Revision(2)
public record ProductRepriced(
        TenantId tenantId, Sku sku, Money price, @Nullable Money before) implements ProductEvent {}
