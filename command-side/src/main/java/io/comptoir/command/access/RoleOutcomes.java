package io.comptoir.command.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.ChangeRole;
import io.comptoir.contract.access.DefineRole;
import io.comptoir.contract.access.RemoveRole;
import io.comptoir.contract.access.RoleDefinitions;
import io.comptoir.contract.access.RoleEvent;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to the roles of an organization answered: the one role that each is about. */
@Component
final class RoleOutcomes implements PastOutcomes<RoleOutcomes.LastChange> {

    /** @param before so that a role that was removed can be told */
    record LastChange(RoleDefinitions before, RoleDefinitions after) {}

    @Override
    public String streamKind() {
        return "roles";
    }

    @Override
    public LastChange after(@Nullable LastChange last, DomainEvent event) {
        RoleDefinitions before = last == null ? RoleDefinitions.NONE : last.after();
        return new LastChange(before, before.after((RoleEvent) event));
    }

    @Override
    public Object answerTo(Command command, LastChange made) {
        return switch (command) {
            case DefineRole define -> made.after().find(define.role()).orElseThrow();
            case ChangeRole change -> made.after().find(change.role()).orElseThrow();
            case RemoveRole remove -> made.before().find(remove.role()).orElseThrow();
            default -> throw new IllegalStateException("no command about roles: " + command.getClass());
        };
    }
}
