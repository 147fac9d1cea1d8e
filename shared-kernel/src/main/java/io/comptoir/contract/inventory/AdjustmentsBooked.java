package io.comptoir.contract.inventory;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import java.util.List;

/** A document of adjustments was booked; the stock it moved is in the {@link StockAdjusted} of the same append. */
@Revision(1)
public record AdjustmentsBooked(TenantId tenantId, Channel channel, ExternalId externalId, List<AdjustmentLine> lines)
        implements DomainEvent {

    public AdjustmentsBooked {
        lines = List.copyOf(lines);
    }

    /** One stream for each document, so that the event store itself refuses to book it twice. */
    public static StreamId streamOf(TenantId tenantId, Channel channel, ExternalId externalId) {
        return StreamId.of(
                tenantId,
                "adjustments",
                Uuids.derivedFrom("adjustments", tenantId.toString(), channel.value(), externalId.value())
                        .toString());
    }
}
