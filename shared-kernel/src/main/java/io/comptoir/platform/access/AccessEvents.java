package io.comptoir.platform.access;

import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.MemberEvent;
import io.comptoir.contract.access.Members;
import io.comptoir.contract.access.RoleDefinitions;
import io.comptoir.contract.access.RoleEvent;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keys, roles, members and organizations, made from their own events: never behind, and there while MongoDB is away. */
@Component
public final class AccessEvents {

    private final EventStore events;

    AccessEvents(EventStore events) {
        this.events = events;
    }

    /** A key; empty if there is none. Whose it is, the caller must look at. */
    public Optional<ApiKeyState> key(ApiKeyId id) {
        @Nullable ApiKeyState key = null;
        for (ApiKeyEvent event : ofKey(id)) {
            key = ApiKeyState.after(key, event);
        }
        return Optional.ofNullable(key);
    }

    List<ApiKeyEvent> ofKey(ApiKeyId id) {
        return read(ApiKeyEvent.streamOf(id), ApiKeyEvent.class);
    }

    /** The roles that the organization defined for itself. */
    public RoleDefinitions roles(TenantId tenantId) {
        RoleDefinitions roles = RoleDefinitions.NONE;
        for (RoleEvent event : read(RoleEvent.streamOf(tenantId), RoleEvent.class)) {
            roles = roles.after(event);
        }
        return roles;
    }

    public Members members(TenantId tenantId) {
        Members members = Members.NONE;
        for (MemberEvent event : read(MemberEvent.streamOf(tenantId), MemberEvent.class)) {
            members = members.after(event);
        }
        return members;
    }

    public Optional<OrganizationState> organization(TenantId tenantId) {
        @Nullable OrganizationState organization = null;
        for (OrganizationEvent event : read(OrganizationEvent.streamOf(tenantId), OrganizationEvent.class)) {
            organization = OrganizationState.after(organization, event);
        }
        return Optional.ofNullable(organization);
    }

    private <E> List<E> read(StreamId stream, Class<E> type) {
        // From the first event on, because otherwise a snapshot would stand for the events before it.
        try (Stream<? extends DomainEventMessage<?>> history =
                events.readEvents(stream.toString(), 0).asStream()) {
            return history.map(event -> type.cast(event.getPayload())).toList();
        }
    }
}
