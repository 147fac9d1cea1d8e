package io.comptoir.contract.orders;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

@Revision(1)
public record OrderCancelled(TenantId tenantId, OrderId orderId, Note reason, Instant cancelledAt)
        implements OrderEvent {}
