package io.comptoir.command.organizations;

import io.comptoir.contract.Command;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to organizations answered. */
@Component
final class OrganizationOutcomes implements PastOutcomes<OrganizationState> {

    @Override
    public String streamKind() {
        return "organization";
    }

    @Override
    public OrganizationState after(@Nullable OrganizationState before, DomainEvent event) {
        return OrganizationState.after(before, (OrganizationEvent) event);
    }

    @Override
    public Object answerTo(Command command, OrganizationState made) {
        return command instanceof CreateOrganization ? made.id() : made;
    }
}
