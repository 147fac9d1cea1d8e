package io.comptoir.query.inventory;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.inventory.StockResponse;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.inventory.StockViews;
import io.comptoir.query.reading.ReadsFrom;
import io.comptoir.query.reading.ShownPosition;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/inventory")
class InventoryQueryController {

    private final StockViews stock;

    InventoryQueryController(StockViews stock) {
        this.stock = stock;
    }

    /** The stock of a SKU; one that never had any is not found. */
    @GetMapping("/{sku}")
    @Requires(Permission.INVENTORY_READ)
    @ReadsFrom("inventory")
    StockResponse find(Caller caller, @PathVariable String sku, HttpServletResponse response) {
        return stock.show(caller.tenantId(), sku)
                .map(shown -> ShownPosition.told(response, shown))
                .map(StockResponse::of)
                .orElseThrow(() -> Problem.notFound("stock"));
    }
}
