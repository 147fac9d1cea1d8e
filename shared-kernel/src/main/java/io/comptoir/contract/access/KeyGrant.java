package io.comptoir.contract.access;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it may be stored: what it is called, what it may do and the hash of its secret, never the secret.
 *
 * @param id               the public part of the key
 * @param secretHash       a keyed hash of the whole key; a key has 256 random bits, so a fast one is enough
 * @param label            what a person calls the key
 * @param role             what the key may do at most
 * @param scopes           the only permissions of the role that it has; absent where it has them all
 * @param member           whom it acts for: it can never do more than this member, and nothing once the member is gone
 * @param expiresAt        from when on it is refused; absent where it never is
 * @param platformOperator whether it also has the permissions of the platform; absent where it has not
 */
public record KeyGrant(
        ApiKeyId id,
        String secretHash,
        Note label,
        Role role,
        @Nullable List<Permission> scopes,
        @Nullable SubjectId member,
        @Nullable Instant expiresAt,
        @Nullable Boolean platformOperator) {

    public KeyGrant {
        scopes = scopes == null ? null : scopes.stream().sorted().distinct().toList();
    }

    /** A key that may do all that its role allows, for as long as nobody revokes it. */
    public KeyGrant(ApiKeyId id, String secretHash, Note label, Role role) {
        this(id, secretHash, label, role, null, null, null, null);
    }

    /** The same key in the hands of the platform's operator. */
    public KeyGrant ofPlatformOperator() {
        return new KeyGrant(id, secretHash, label, role, scopes, member, expiresAt, true);
    }

    public boolean operatesPlatform() {
        return Boolean.TRUE.equals(platformOperator);
    }
}
