package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that keys are hashed with. It lies outside of the event store, so that whoever reads or even writes events
 * cannot make a hash that would be believed.
 */
public final class KeyPepper {

    static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String FORM = "hmac-sha-256";
    private static final int NAME_DIGITS = 8;

    private final Supplier<byte[]> secret;

    /** @param secret {@value #BYTES} bytes, asked for with each use */
    public KeyPepper(Supplier<byte[]> secret) {
        this.secret = secret;
    }

    /** What is stored instead of a key: {@code hmac-sha-256:<name of this pepper>:<hash>}, both in hexadecimal. */
    public String hash(ApiKey key) {
        byte[] pepper = secret.get();
        return FORM + ":" + nameOf(pepper) + ":" + HexFormat.of().formatHex(hmac(pepper, key));
    }

    /** Whether a key is the one with this hash; takes as long for every wrong one. */
    public boolean matches(ApiKey key, String hash) {
        return MessageDigest.isEqual(hash(key).getBytes(US_ASCII), hash.getBytes(US_ASCII));
    }

    /** Whether the hash was made with this pepper, which a server that was given another one must be able to tell. */
    public boolean made(String hash) {
        return hash.startsWith(FORM + ":" + nameOf(secret.get()) + ":");
    }

    private static byte[] hmac(byte[] pepper, ApiKey key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(pepper, ALGORITHM));
            return mac.doFinal(key.reveal().getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static String nameOf(byte[] pepper) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(pepper))
                    .substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
