package io.comptoir.contract.catalog;

import io.comptoir.contract.Upcast;
import java.util.List;

/** What the catalogue's events were in earlier revisions. */
public final class CatalogUpcasts {

    public static final List<Upcast> ALL = List.of(
            // Revision 2 also tells the price before. In older events it stays absent: it stands in an earlier event of
            // the
            // product, which an upcast cannot see, and a wrong price in the trail would be worse than none.
            Upcast.adding(ProductRepriced.class, 1));

    private CatalogUpcasts() {}
}
