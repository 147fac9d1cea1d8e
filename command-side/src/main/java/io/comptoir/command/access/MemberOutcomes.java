package io.comptoir.command.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.AddMember;
import io.comptoir.contract.access.ChangeMemberGrants;
import io.comptoir.contract.access.MemberEvent;
import io.comptoir.contract.access.Members;
import io.comptoir.contract.access.RemoveMember;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to the members of an organization answered: the one member that each is about. */
@Component
final class MemberOutcomes implements PastOutcomes<MemberOutcomes.LastChange> {

    /** @param before so that a member who was removed can be told */
    record LastChange(Members before, Members after) {}

    @Override
    public String streamKind() {
        return "members";
    }

    @Override
    public LastChange after(@Nullable LastChange last, DomainEvent event) {
        Members before = last == null ? Members.NONE : last.after();
        return new LastChange(before, before.after((MemberEvent) event));
    }

    @Override
    public Object answerTo(Command command, LastChange made) {
        return switch (command) {
            case AddMember add -> made.after().find(add.subject()).orElseThrow();
            case ChangeMemberGrants change ->
                made.after().find(change.subject()).orElseThrow();
            case RemoveMember remove -> made.before().find(remove.subject()).orElseThrow();
            default -> throw new IllegalStateException("no command about members: " + command.getClass());
        };
    }
}
