package io.comptoir.projection.proof;

import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.vault.Secrets;
import io.comptoir.platform.vault.Vault;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 keys that checkpoints are signed with. A new one takes over when the present one is old enough; the old ones sign
 * no more, but what they signed stays valid, so their public parts are listed for ever.
 */
public final class SigningKeys {

    private static final String ALGORITHM = "Ed25519";
    private static final String SECRET = "checkpoint-signing/";

    private final Vault vault;
    private final Secrets secrets;
    private final Clock clock;
    private final Duration rotateEvery;

    SigningKeys(Vault vault, Secrets secrets, Clock clock, Duration rotateEvery) {
        vault.create(SigningKeys.class, "history.sql");
        this.vault = vault;
        this.secrets = secrets;
        this.clock = clock;
        this.rotateEvery = rotateEvery;
    }

    /**
     * A key as others know it.
     *
     * @param publicKey X.509, in Base64
     * @param retiredAt when another one took over; absent for the one that signs
     */
    public record KnownKey(
            String keyId,
            String algorithm,
            String publicKey,
            Instant createdAt,
            @Nullable Instant retiredAt) {}

    /** Every key that ever signed, the newest first. */
    public List<KnownKey> all() {
        return vault.ask(database -> database.sql("select key_id, public_key, created_at, retired_at from history_keys"
                        + " order by created_at desc, key_id")
                .query(SigningKeys::known)
                .list());
    }

    private static KnownKey known(ResultSet row, int number) throws SQLException {
        @Nullable Timestamp retiredAt = row.getTimestamp(4);
        return new KnownKey(
                row.getString(1),
                ALGORITHM,
                Base64.getEncoder().encodeToString(row.getBytes(2)),
                row.getTimestamp(3).toInstant(),
                retiredAt == null ? null : retiredAt.toInstant());
    }

    Checkpoint sign(Checkpoint.Statement statement) {
        KnownKey key = current();
        byte[] privateKey = secrets.find(Secrets.PLATFORM, SECRET + key.keyId())
                .orElseThrow(() -> new IllegalStateException("the private part of key " + key.keyId() + " is gone"));
        return Checkpoint.sign(statement, publicKey(key), privateKey(privateKey));
    }

    private KnownKey current() {
        Optional<KnownKey> signing =
                all().stream().filter(key -> key.retiredAt() == null).findFirst();
        Instant now = clock.instant();
        return signing.filter(key -> now.isBefore(key.createdAt().plus(rotateEvery)))
                .orElseGet(() -> takeOver(now));
    }

    /** The secret first: a crash in between leaves a secret that nobody names, never a key that cannot sign. */
    private KnownKey takeOver(Instant now) {
        KeyPair pair = newPair();
        byte[] publicKey = pair.getPublic().getEncoded();
        String keyId = Checkpoint.keyIdOf(publicKey);
        byte[] ignored = secrets.getOrCreate(
                Secrets.PLATFORM, SECRET + keyId, () -> pair.getPrivate().getEncoded());
        return vault.within(database -> {
            int unused = database.sql("update history_keys set retired_at = ? where retired_at is null")
                    .param(Timestamp.from(now))
                    .update();
            unused = database.sql("insert into history_keys (key_id, public_key, created_at) values (?, ?, ?)")
                    .params(keyId, publicKey, Timestamp.from(now))
                    .update();
            return new KnownKey(keyId, ALGORITHM, Base64.getEncoder().encodeToString(publicKey), now, null);
        });
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static PublicKey publicKey(KnownKey key) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + key.keyId() + " cannot be read", e);
        }
    }

    private static PrivateKey privateKey(byte[] encoded) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key cannot be read", e);
        }
    }
}
