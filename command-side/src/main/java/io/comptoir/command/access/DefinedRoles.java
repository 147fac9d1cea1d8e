package io.comptoir.command.access;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.access.ChangeRole;
import io.comptoir.contract.access.DefineRole;
import io.comptoir.contract.access.RemoveRole;
import io.comptoir.contract.access.RoleChanged;
import io.comptoir.contract.access.RoleDefined;
import io.comptoir.contract.access.RoleDefinitions;
import io.comptoir.contract.access.RoleEvent;
import io.comptoir.contract.access.RoleRemoved;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The roles that an organization defined for itself. */
@Aggregate(cache = "aggregateCache")
class DefinedRoles {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private RoleDefinitions state = RoleDefinitions.NONE;

    DefinedRoles() {}

    DefinedRoles(DefineRole first) {
        define(first);
    }

    final void define(DefineRole command) {
        apply(new RoleDefined(command.tenantId(), command.role(), command.permissions()));
    }

    void change(ChangeRole command) {
        apply(new RoleChanged(command.tenantId(), command.role(), command.permissions()));
    }

    void remove(RemoveRole command) {
        apply(new RoleRemoved(command.tenantId(), command.role()));
    }

    RoleDefinitions state() {
        return state;
    }

    @EventSourcingHandler
    void evolve(RoleEvent event) {
        stream = RoleEvent.streamOf(event.tenantId()).toString();
        state = state.after(event);
    }
}
