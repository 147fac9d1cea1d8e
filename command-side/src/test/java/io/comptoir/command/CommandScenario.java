package io.comptoir.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Rejection;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.ApiKeyRevoked;
import io.comptoir.contract.access.ApiKeyRotated;
import io.comptoir.contract.access.MemberEvent;
import io.comptoir.contract.access.RoleEvent;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.organizations.SlugClaimed;
import io.comptoir.contract.privacy.DataSubjectEvent;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.privacy.Sealing;
import java.time.Instant;
import java.util.List;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Given events, when a command, then events or a refusal, through the real wiring: bus, interceptors, repositories, caches and
 * handlers. Each scenario is an organization of its own, so that all share one set-up and none sees another.
 */
public final class CommandScenario {

    private final TenantId tenantId = new TenantId(Uuids.timeOrdered(Instant.EPOCH));
    private final Commands commands = CommandSide.bean(Commands.class);
    private final EventStore events = CommandSide.bean(EventStore.class);
    private final Sealing sealing = CommandSide.bean(Sealing.class);
    private @Nullable TrackingToken before;
    private @Nullable Decision<?> decision;

    /** The organization of this scenario. */
    public TenantId tenantId() {
        return tenantId;
    }

    public CommandScenario given(DomainEvent... history) {
        DefaultUnitOfWork.startAndGet(null).execute(() -> {
            for (DomainEvent event : history) {
                StreamId stream = streamOf(event);
                long sequence = events.lastSequenceNumberFor(stream.toString()).orElse(-1L) + 1;
                DefaultUnitOfWork.startAndGet(null)
                        .execute(() -> events.publish(
                                new GenericDomainEventMessage<>(stream.kind(), stream.toString(), sequence, event)));
            }
        });
        return this;
    }

    public CommandScenario when(Command command) {
        before = events.createHeadToken();
        decision = commands.send(command, Actor.system("test"));
        return this;
    }

    /** The command was accepted and exactly these events were appended, in this order. */
    public CommandScenario then(DomainEvent... expected) {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        assertThat(appended()).containsExactly(expected);
        return this;
    }

    /** The command was refused for exactly this reason and nothing was appended. */
    public CommandScenario thenRefused(Rejection expected) {
        assertThat(decision).isEqualTo(Decision.refused(expected));
        assertThat(appended()).isEmpty();
        return this;
    }

    /** The command had been carried out before: the same answer and nothing appended. */
    public CommandScenario thenRepeated() {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Accepted.class,
                        accepted -> assertThat(accepted.repeated()).isTrue());
        assertThat(appended()).isEmpty();
        return this;
    }

    /** What the accepted command answered. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T outcome() {
        return ((Decision.Accepted<T>) java.util.Objects.requireNonNull(decision)).outcome();
    }

    /** What was appended for this organization since the last command was sent. */
    public List<DomainEvent> appended() {
        return CommandSide.stored(CommandSide.bean(EventStorageEngine.class), before, tenantId).stream()
                .map(this::opened)
                .toList();
    }

    /** As it was before it was sealed; a seal is never the same twice. */
    private DomainEvent opened(DomainEvent event) {
        return event instanceof OrderPlaced placed ? sealing.opened(tenantId, placed) : event;
    }

    private static StreamId streamOf(DomainEvent event) {
        return switch (event) {
            case ProductEvent product -> ProductEvent.streamOf(product.tenantId(), product.sku());
            case StockEvent stock -> StockEvent.streamOf(stock.tenantId(), stock.sku());
            case DataSubjectEvent person -> person.subject().streamOf(person.tenantId());
            case OrderEvent order -> order.orderId().streamOf(order.tenantId());
            case EffectEvent effect -> effect.effectId().streamOf(effect.tenantId());
            case AdjustmentsBooked booked ->
                AdjustmentsBooked.streamOf(booked.tenantId(), booked.channel(), booked.externalId());
            case SlugClaimed claimed ->
                StreamId.ofPlatform("slug", claimed.slug().value());
            case ApiKeyEvent key -> ApiKeyEvent.streamOf(idOf(key));
            case RoleEvent role -> RoleEvent.streamOf(role.tenantId());
            case MemberEvent member -> MemberEvent.streamOf(member.tenantId());
            case OrganizationEvent organization -> OrganizationEvent.streamOf(organization.tenantId());
            default -> throw new IllegalArgumentException("no stream known for " + event);
        };
    }

    private static ApiKeyId idOf(ApiKeyEvent event) {
        return switch (event) {
            case ApiKeyIssued issued -> issued.key().id();
            case ApiKeyRotated rotated -> rotated.keyId();
            case ApiKeyRevoked revoked -> revoked.keyId();
        };
    }
}
