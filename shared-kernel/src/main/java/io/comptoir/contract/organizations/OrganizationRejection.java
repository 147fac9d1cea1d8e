package io.comptoir.contract.organizations;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

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

    record OrganizationNotFound(TenantId organizationId) implements OrganizationRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "There is no such organization.";
        }
    }

    record OrganizationAlreadySuspended(TenantId organizationId, Instant suspendedAt) implements OrganizationRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The organization was suspended before.";
        }
    }

    record OrganizationNotSuspended(TenantId organizationId) implements OrganizationRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The organization is not suspended.";
        }
    }

    /** Its operator could never undo it. */
    record OwnOrganization(TenantId organizationId) implements OrganizationRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "The platform operator cannot suspend its own organization.";
        }
    }
}
