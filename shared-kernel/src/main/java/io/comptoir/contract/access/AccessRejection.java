package io.comptoir.contract.access;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.SubjectId;
import java.time.Instant;
import java.util.List;

/** Why a command about keys, roles or members was refused. */
public sealed interface AccessRejection extends Rejection {

    record ApiKeyNotFound(ApiKeyId keyId) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "There is no such key.";
        }
    }

    record ApiKeyAlreadyRevoked(ApiKeyId keyId, Instant revokedAt) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The key was revoked before.";
        }
    }

    record OverlapOutOfRange(long maxSeconds) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "Two secrets of a key can overlap by 0 to " + maxSeconds + " seconds.";
        }
    }

    record RoleNotFound(Role role) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "The organization has defined no such role.";
        }
    }

    record UnknownRole(Role role) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "There is no role " + role + " in this organization.";
        }
    }

    record RoleAlreadyDefined(Role role) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The organization has a role " + role + " already.";
        }
    }

    record RoleIsBuiltIn(Role role) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "The role " + role + " is built in and the same for all organizations.";
        }
    }

    record PermissionOfThePlatform(List<Permission> permissions) implements AccessRejection {
        public PermissionOfThePlatform {
            permissions = List.copyOf(permissions);
        }

        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "No role gives a permission that concerns all organizations.";
        }
    }

    record TooManyRoles(int max) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "An organization can define at most " + max + " roles.";
        }
    }

    record MemberNotFound(SubjectId subject) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "The organization has no such member.";
        }
    }

    record UnknownMember(SubjectId subject) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "A key can only act for a member of the organization.";
        }
    }

    record MemberAlreadyAdded(SubjectId subject) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The organization has this member already.";
        }
    }

    record TooManyMembers(int max) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "An organization can have at most " + max + " members.";
        }
    }

    record GrantCountOutOfRange(int grants, int max) implements AccessRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "A member has 1 to " + max + " roles, not " + grants + ".";
        }
    }
}
