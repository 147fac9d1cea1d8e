package io.comptoir.projection.catalog;

import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.search.SearchWords;
import io.comptoir.projection.replay.Document;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * A product as the search finds, sorts and counts it. Its fields are those of {@code products-search.json}.
 *
 * @param words what the full text search looks at
 * @param price of one unit, in minor units of the currency
 */
public record ProductSearchEntry(
        String tenant,
        String sku,
        long version,
        long position,
        Instant recordedAt,
        String words,
        String currency,
        long price,
        ProductState state) {

    static ProductSearchEntry of(Document<ProductState> document) {
        ProductState product = document.state();
        return new ProductSearchEntry(
                document.tenantId().toString(),
                product.sku().value(),
                document.version(),
                document.position(),
                document.recordedAt(),
                String.join(" ", wordsOf(product)),
                product.price().currency().getCurrencyCode(),
                product.price().minorUnits(),
                product);
    }

    private static SequencedSet<String> wordsOf(ProductState product) {
        SequencedSet<String> words = new LinkedHashSet<>();
        SearchWords.collect(product.sku(), words);
        SearchWords.collect(product.name(), words);
        return words;
    }
}
