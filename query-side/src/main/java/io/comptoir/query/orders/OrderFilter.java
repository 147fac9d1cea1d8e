package io.comptoir.query.orders;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.orders.BusinessTime;
import io.comptoir.projection.orders.OrderViews;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which orders a list shows; what is absent does not matter.
 *
 * @param from placed then or later
 * @param to   placed before
 */
record OrderFilter(
        @Nullable OrderStatus status,
        @Nullable Channel channel,
        @Nullable ExternalId externalId,
        @Nullable Instant from,
        @Nullable Instant to) {

    static OrderFilter of(
            @Nullable String status,
            @Nullable String channel,
            @Nullable String externalId,
            @Nullable String from,
            @Nullable String to) {
        return new OrderFilter(
                status == null ? null : status(status),
                Parameters.value("channel", channel, Channel::new),
                Parameters.value("externalId", externalId, ExternalId::new),
                Parameters.instant("from", from),
                Parameters.instant("to", to));
    }

    private static OrderStatus status(String raw) {
        for (OrderStatus status : OrderStatus.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(raw)) {
                return status;
            }
        }
        throw Problem.malformed("status", "must be placed, accepted or cancelled");
    }

    /** @param after the place and id of the last order of the page before, if there was one */
    Bson toBson(@Nullable List<String> after) {
        List<Bson> all = new ArrayList<>();
        if (status != null) {
            all.add(eq(OrderViews.STATUS, status.name()));
        }
        if (channel != null) {
            all.add(eq(OrderViews.CHANNEL, channel.value()));
        }
        if (externalId != null) {
            all.add(eq(OrderViews.EXTERNAL_ID, externalId.value()));
        }
        if (from != null) {
            all.add(gte(OrderViews.PLACED_AT, BusinessTime.of(from)));
        }
        if (to != null) {
            all.add(lt(OrderViews.PLACED_AT, BusinessTime.of(to)));
        }
        if (after != null) {
            Instant placedAt = Instant.ofEpochMilli(Cursor.number(after.get(0)));
            // Says nothing that the next does not, but an index can begin there instead of at the newest order.
            all.add(lte(OrderViews.PLACED_AT, placedAt));
            all.add(or(
                    lt(OrderViews.PLACED_AT, placedAt),
                    and(eq(OrderViews.PLACED_AT, placedAt), gt(OrderViews.ID, after.get(1)))));
        }
        return all.isEmpty() ? new org.bson.Document() : and(all);
    }
}
