package io.comptoir.command.imports;

import io.comptoir.contract.catalog.RegisterProducts.NewProduct;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file calls its products. The first row of a product is often a stock correction without a description, or with
 * "damaged" for one; so the sales are asked first: their first description is the name, their first price the price.
 */
final class ProductNames {

    private final int maxProducts;
    private final Map<Sku, Found> found = new LinkedHashMap<>();

    /** @param maxProducts products beyond so many are not remembered */
    ProductNames(int maxProducts) {
        this.maxProducts = maxProducts;
    }

    private static final class Found {
        private @Nullable Note nameWhenSold;
        private @Nullable Note nameWhenAdjusted;
        private @Nullable Money price;
    }

    void learnFrom(RetailRow row) {
        switch (row) {
            case RetailRow.OrderLine sold -> {
                @Nullable Found product = find(sold.line().sku());
                if (product != null) {
                    product.nameWhenSold = firstOf(product.nameWhenSold, sold.description());
                    product.price = product.price == null ? sold.line().unitPrice() : product.price;
                }
            }
            case RetailRow.Adjustment adjusted -> {
                @Nullable Found product = find(adjusted.line().sku());
                if (product != null) {
                    product.nameWhenAdjusted =
                            firstOf(product.nameWhenAdjusted, adjusted.line().reason());
                }
            }
            case RetailRow.Return nothingNew -> {}
            case RetailRow.Unusable nothing -> {}
        }
    }

    private @Nullable Found find(Sku sku) {
        @Nullable Found known = found.get(sku);
        if (known == null && found.size() < maxProducts) {
            known = new Found();
            found.put(sku, known);
        }
        return known;
    }

    private static @Nullable Note firstOf(@Nullable Note first, @Nullable Note second) {
        return first != null ? first : second;
    }

    /** The product as it is to be registered; empty if no row had this SKU. */
    Optional<NewProduct> product(Sku sku) {
        return Optional.ofNullable(found.get(sku)).map(product -> {
            @Nullable Note name = firstOf(product.nameWhenSold, product.nameWhenAdjusted);
            @Nullable Money price = product.price;
            return new NewProduct(
                    sku,
                    name == null ? new Note(sku.value()) : name,
                    price == null ? Money.zero(OnlineRetail.CURRENCY) : price);
        });
    }
}
