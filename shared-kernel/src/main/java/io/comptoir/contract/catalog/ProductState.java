package io.comptoir.contract.catalog;

import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import org.jspecify.annotations.Nullable;

/**
 * A product as its events leave it: what the API shows, whichever side answers.
 *
 * @param version how many events made it
 */
public record ProductState(Sku sku, Note name, Money price, long version) {

    /** The product after one more event. The first event of a product is always its registration. */
    public static ProductState after(@Nullable ProductState before, ProductEvent event) {
        return switch (event) {
            case ProductRegistered registered ->
                new ProductState(registered.sku(), registered.name(), registered.price(), 1);
            case ProductRepriced repriced -> {
                if (before == null) {
                    throw new IllegalStateException("a product is registered before it is repriced");
                }
                yield new ProductState(before.sku, before.name, repriced.price(), before.version + 1);
            }
        };
    }
}
