package io.comptoir.platform.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.TenantId;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A signed statement of what an organization's history was: so many events, with this root over all of them. Whoever keeps one
 * can prove later that the history was changed. The format is specified in docs/proof.md.
 *
 * @param format       {@value #FORMAT}
 * @param treeSize     how many events of the organization it covers, from the first on; 1 or more
 * @param rootHash     the root of their tree
 * @param position     of the last of them in the stream of all events
 * @param time         when it was signed
 * @param keyId        names the key; see {@link #keyIdOf}
 * @param publicKey    the key itself, as X.509 in Base64: enough to check the signature, but whose key it is must be known
 *     from elsewhere
 * @param signature    Ed25519 over {@link #signedText}, in Base64
 */
public record Checkpoint(
        String format,
        TenantId organization,
        long treeSize,
        Hash rootHash,
        long position,
        Instant time,
        String keyId,
        String publicKey,
        String signature) {

    public static final String FORMAT = "comptoir-checkpoint/1";

    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_ID_BYTES = 8;

    /** A file that lacks something is no checkpoint. */
    public Checkpoint {
        Objects.requireNonNull(format);
        Objects.requireNonNull(organization);
        Objects.requireNonNull(rootHash);
        Objects.requireNonNull(time);
        Objects.requireNonNull(keyId);
        Objects.requireNonNull(publicKey);
        Objects.requireNonNull(signature);
    }

    /** What is known of a history before it is signed. */
    public record Statement(TenantId organization, long treeSize, Hash rootHash, long position, Instant time) {}

    public static Checkpoint sign(Statement statement, PublicKey publicKey, PrivateKey privateKey) {
        String keyId = keyIdOf(publicKey.getEncoded());
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(privateKey);
            signer.update(signedText(statement, keyId).getBytes(UTF_8));
            return new Checkpoint(
                    FORMAT,
                    statement.organization(),
                    statement.treeSize(),
                    statement.rootHash(),
                    statement.position(),
                    statement.time(),
                    keyId,
                    Base64.getEncoder().encodeToString(publicKey.getEncoded()),
                    Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checkpoint cannot be signed", e);
        }
    }

    /** A key's name: the first {@value #KEY_ID_BYTES} bytes of the SHA-256 of its X.509 form, in hexadecimal digits. */
    public static String keyIdOf(byte[] publicKey) {
        return HexFormat.of().formatHex(Arrays.copyOf(Hash.sha256().digest(publicKey), KEY_ID_BYTES));
    }

    /** Whether it says what was signed, with the key that it carries and names. */
    public boolean isSigned() {
        try {
            byte[] encoded = Base64.getDecoder().decode(publicKey);
            if (!format.equals(FORMAT) || !keyIdOf(encoded).equals(keyId)) {
                return false;
            }
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(signedText(new Statement(organization, treeSize, rootHash, position, time), keyId)
                    .getBytes(UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String signedText(Statement statement, String keyId) {
        return String.join(
                        "\n",
                        FORMAT,
                        statement.organization().toString(),
                        Long.toString(statement.treeSize()),
                        statement.rootHash().toString(),
                        Long.toString(statement.position()),
                        statement.time().toString(),
                        keyId)
                + "\n";
    }
}
