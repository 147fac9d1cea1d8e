package io.comptoir.query.audit;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockResponse;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.messaging.PastEvents;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What something was as it was recorded at a moment ({@code at}) or after some of its events ({@code version}); what it is now
 * where neither is said. A state reads as the routes of the present have it.
 */
@RestController
@RequestMapping("/v1/audit")
class TimeTravelController {

    private final History<OrderEvent, OrderState> orders;
    private final History<ProductEvent, ProductState> products;
    private final History<StockEvent, StockState> stock;

    TimeTravelController(PastEvents past) {
        this.orders = History.ofOrders(past);
        this.products = History.ofProducts(past);
        this.stock = History.ofStock(past);
    }

    /** An order with all its events, which are few. */
    @GetMapping("/orders/{id}")
    @Requires(Permission.AUDIT_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    History.Then<OrderState> order(
            Caller caller,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(required = false) @Nullable String version) {
        return orders.asOf(caller.tenantId(), id, AsOf.of(at, version), History.MAX_EVENTS);
    }

    /** A product, with the last {@code limit} of its events until then. */
    @GetMapping("/products/{sku}")
    @Requires(Permission.AUDIT_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    History.Then<ProductState> product(
            Caller caller,
            @PathVariable String sku,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(required = false) @Nullable String version,
            @RequestParam(required = false) @Nullable String limit) {
        return products.asOf(caller.tenantId(), sku, AsOf.of(at, version), Parameters.limit(limit));
    }

    /** The stock of a SKU, with the last {@code limit} of its events until then. */
    @GetMapping("/inventory/{sku}")
    @Requires(Permission.AUDIT_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    History.Then<StockResponse> stock(
            Caller caller,
            @PathVariable String sku,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(required = false) @Nullable String version,
            @RequestParam(required = false) @Nullable String limit) {
        return stock.asOf(caller.tenantId(), sku, AsOf.of(at, version), Parameters.limit(limit))
                .as(StockResponse::of);
    }
}
