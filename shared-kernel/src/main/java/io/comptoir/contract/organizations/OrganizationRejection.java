package io.comptoir.contract.organizations;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.Slug;

/** Why a command to an organization was refused. */
public sealed interface OrganizationRejection extends Rejection {

    record SlugTaken(Slug slug) implements OrganizationRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The slug " + slug + " belongs to another organization.";
        }
    }
}
