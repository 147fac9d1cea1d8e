package io.comptoir.contract.access;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What verifies a key: the hash of its secret and, for a while after a rotation, of the one before.
 *
 * @param previousUntil from when on the previous one counts no more; absent where there is none
 */
public record KeySecrets(
        String current, @Nullable String previous, @Nullable Instant previousUntil) {

    public static KeySecrets after(@Nullable KeySecrets before, ApiKeyEvent event) {
        return switch (event) {
            case ApiKeyIssued issued -> new KeySecrets(issued.key().secretHash(), null, null);
            case ApiKeyRotated rotated ->
                new KeySecrets(
                        rotated.secretHash(), Objects.requireNonNull(before).current(), rotated.previousUntil());
            case ApiKeyRevoked revoked -> Objects.requireNonNull(before);
        };
    }

    /** Keeps hashes out of logs. */
    @Override
    public String toString() {
        return "KeySecrets[…]";
    }
}
