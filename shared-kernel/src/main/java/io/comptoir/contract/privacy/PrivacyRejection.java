package io.comptoir.contract.privacy;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.DataSubjectId;
import java.time.Instant;

/** Why a command about a person's data was refused. */
public sealed interface PrivacyRejection extends Rejection {

    record DataSubjectNotFound(DataSubjectId subject) implements PrivacyRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "Nothing is held about a data subject " + subject + ".";
        }
    }

    /** Nothing was sealed for the person since. */
    record DataSubjectAlreadyErased(DataSubjectId subject, Instant erasedAt) implements PrivacyRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The data subject was erased before, and nothing came in since.";
        }
    }
}
