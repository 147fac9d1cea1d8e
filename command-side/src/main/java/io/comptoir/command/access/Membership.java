package io.comptoir.command.access;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.access.AddMember;
import io.comptoir.contract.access.ChangeMemberGrants;
import io.comptoir.contract.access.MemberAdded;
import io.comptoir.contract.access.MemberEvent;
import io.comptoir.contract.access.MemberGrantsChanged;
import io.comptoir.contract.access.MemberRemoved;
import io.comptoir.contract.access.Members;
import io.comptoir.contract.access.RemoveMember;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The members of an organization. */
@Aggregate(cache = "aggregateCache")
class Membership {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private Members state = Members.NONE;

    Membership() {}

    Membership(AddMember first) {
        add(first);
    }

    final void add(AddMember command) {
        apply(new MemberAdded(command.tenantId(), command.subject(), command.label(), command.grants()));
    }

    void change(ChangeMemberGrants command) {
        apply(new MemberGrantsChanged(command.tenantId(), command.subject(), command.grants()));
    }

    void remove(RemoveMember command) {
        apply(new MemberRemoved(command.tenantId(), command.subject()));
    }

    Members state() {
        return state;
    }

    @EventSourcingHandler
    void evolve(MemberEvent event) {
        stream = MemberEvent.streamOf(event.tenantId()).toString();
        state = state.after(event);
    }
}
