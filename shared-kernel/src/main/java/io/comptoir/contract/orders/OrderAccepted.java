package io.comptoir.contract.orders;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

@Revision(1)
public record OrderAccepted(TenantId tenantId, OrderId orderId, Instant acceptedAt) implements OrderEvent {}
