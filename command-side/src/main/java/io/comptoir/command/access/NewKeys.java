package io.comptoir.command.access;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.messaging.KeyedRequest;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Makes keys. A request with an idempotency key must get the same one again when its answer was lost, and secrets are stored
 * nowhere: there it derives from the request and the pepper, without which nobody can.
 */
public final class NewKeys {

    private static final String ID_OF_REQUEST = "api-key";

    private final KeyPepper pepper;
    private final SecureRandom random = new SecureRandom();

    public NewKeys(KeyPepper pepper) {
        this.pepper = pepper;
    }

    /** A new key. */
    public ApiKey next() {
        return request()
                .map(request -> ApiKey.derived(pepper.derive("key " + request)))
                .orElseGet(() -> ApiKey.generate(random));
    }

    /** A new secret for a key that there is. */
    ApiKey next(ApiKeyId id) {
        return request()
                .map(request -> ApiKey.derived(id, pepper.derive("secret " + id + " " + request)))
                .orElseGet(() -> ApiKey.generate(id, random));
    }

    private static Optional<String> request() {
        return KeyedRequest.current().map(request -> request.idOf(ID_OF_REQUEST).toString());
    }
}
