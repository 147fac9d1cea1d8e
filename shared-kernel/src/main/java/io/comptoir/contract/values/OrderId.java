package io.comptoir.contract.values;

import java.time.Instant;
import java.util.UUID;

/** An order within its organization. */
public record OrderId(UUID value) {

    public static OrderId of(String text) {
        return new OrderId(Uuids.parse(text));
    }

    public static OrderId next(Instant now) {
        return new OrderId(Uuids.timeOrdered(now));
    }

    /** The id of the order that a channel knows by its own id: the same three always give the same order. */
    public static OrderId ofExternal(TenantId tenantId, Channel channel, ExternalId externalId) {
        return new OrderId(Uuids.derivedFrom("order", tenantId.toString(), channel.value(), externalId.value()));
    }

    public StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "order", toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
