package io.comptoir.query.orders;

import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.orders.BusinessTime;
import io.comptoir.projection.orders.OrderViews;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import io.comptoir.query.reading.ShownPosition;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/orders")
class OrderQueryController {

    private static final Bson NEWEST_FIRST = orderBy(descending(OrderViews.PLACED_AT), ascending(OrderViews.ID));

    private final OrderViews orders;

    OrderQueryController(OrderViews orders) {
        this.orders = orders;
    }

    @GetMapping("/{id}")
    @Requires(Permission.ORDERS_READ)
    @ReadsFrom("orders")
    OrderState find(Caller caller, @PathVariable String id, HttpServletResponse response) {
        return orders.show(caller.tenantId(), id)
                .map(shown -> ShownPosition.told(response, shown))
                .orElseThrow(() -> Problem.notFound("order"));
    }

    /** Orders with the newest first; {@code from} is within the span, {@code to} is not. */
    @GetMapping
    @Requires(Permission.ORDERS_READ)
    @ReadsFrom("orders")
    Page<OrderState> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String channel,
            @RequestParam(required = false) @Nullable String externalId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        OrderFilter filter = OrderFilter.of(status, channel, externalId, from, to);
        Cursor pages = Cursor.over(caller.tenantId(), "orders", filter);
        @Nullable List<String> after = pages.read(cursor, 2);
        int size = Parameters.limit(limit);
        List<OrderState> found = orders.list(caller.tenantId(), filter.toBson(after), NEWEST_FIRST, size + 1);
        return Page.of(
                found,
                size,
                last -> pages.after(
                        BusinessTime.of(last.placedAt()).toEpochMilli(),
                        ReadModel.documentId(caller.tenantId(), last.id().toString())));
    }
}
