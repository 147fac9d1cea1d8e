package io.comptoir.query.catalog;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Sorts.ascending;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.catalog.ProductViews;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import io.comptoir.query.reading.ShownPosition;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/products")
class ProductQueryController {

    private final ProductViews products;

    ProductQueryController(ProductViews products) {
        this.products = products;
    }

    @GetMapping("/{sku}")
    @Requires(Permission.PRODUCTS_READ)
    @ReadsFrom("products")
    ProductState find(Caller caller, @PathVariable String sku, HttpServletResponse response) {
        return products.show(caller.tenantId(), sku)
                .map(shown -> ShownPosition.told(response, shown))
                .orElseThrow(() -> Problem.notFound("product"));
    }

    /** Products in the order of their SKUs. */
    @GetMapping
    @Requires(Permission.PRODUCTS_READ)
    @ReadsFrom("products")
    Page<ProductState> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "products");
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<ProductState> found = products.list(
                caller.tenantId(),
                after == null ? new Document() : gt(ProductViews.SKU, after.getFirst()),
                ascending(ProductViews.SKU),
                size + 1);
        return Page.of(found, size, last -> pages.after(last.sku()));
    }
}
