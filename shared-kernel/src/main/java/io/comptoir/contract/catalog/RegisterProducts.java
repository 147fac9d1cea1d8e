package io.comptoir.contract.catalog;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/**
 * Registers, in one append, those products of a list that are not registered yet. The others stay as they are, so that the
 * same list can be sent again.
 *
 * @param products 1 to {@value #MAX_PRODUCTS}; of two with the same SKU the first counts
 */
public record RegisterProducts(TenantId tenantId, List<NewProduct> products) implements Command {

    public static final int MAX_PRODUCTS = 1_000;

    public RegisterProducts {
        products = List.copyOf(products);
    }

    /** @param price the list price of one unit; orders carry their own prices */
    public record NewProduct(Sku sku, Note name, Money price) {}

    /** @param skus the SKUs that were not registered before, in their order */
    public record Registered(List<Sku> skus) {
        public Registered {
            skus = List.copyOf(skus);
        }
    }
}
