package io.comptoir.contract.requests;

import io.comptoir.contract.Rejection;

/** Why a request was refused for its key, whatever it asks. */
public sealed interface RequestRejection extends Rejection {

    /** The key belongs to another request, which was carried out. */
    record IdempotencyKeyReused() implements RequestRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "This idempotency key was used for another request. Take a new key for each new request.";
        }
    }
}
