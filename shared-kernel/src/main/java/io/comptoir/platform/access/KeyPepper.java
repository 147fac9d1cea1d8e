package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that keys are hashed with. It lies in the vault and not among the events, so that whoever reads or even writes events
 * cannot make a hash that would be believed.
 */
public final class KeyPepper {

    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    /** Another function than that of the hashes, so that no hash can ever be a derived secret. */
    private static final String DERIVING = "HmacSHA512";

    private static final int DERIVED_BLOCK_BYTES = 64;
    private static final String FORM = "hmac-sha-256";
    private static final int NAME_DIGITS = 8;

    private final SecretKeySpec secret;
    private final String prefix;

    /** @param secret {@value #BYTES} random bytes */
    public KeyPepper(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a pepper has " + BYTES + " bytes, not " + secret.length);
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.prefix = FORM + ":" + nameOf(secret) + ":";
    }

    /** What is stored instead of a key: {@code hmac-sha-256:<name of this pepper>:<hash>}, both in hexadecimal. */
    public String hash(ApiKey key) {
        return prefix + HexFormat.of().formatHex(hmac(ALGORITHM, key.reveal(), US_ASCII));
    }

    /** Bytes that only this pepper makes of a purpose: 128 of them, always the same. */
    public byte[] derive(String purpose) {
        byte[] bytes = new byte[2 * DERIVED_BLOCK_BYTES];
        for (int block = 0; block < 2; block++) {
            byte[] made = hmac(DERIVING, block + " " + purpose, UTF_8);
            System.arraycopy(made, 0, bytes, block * DERIVED_BLOCK_BYTES, DERIVED_BLOCK_BYTES);
        }
        return bytes;
    }

    private byte[] hmac(String algorithm, String text, Charset charset) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(secret);
            return mac.doFinal(text.getBytes(charset));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** Whether a key is the one with this hash; takes as long for every wrong one. */
    public boolean matches(ApiKey key, String hash) {
        return MessageDigest.isEqual(hash(key).getBytes(US_ASCII), hash.getBytes(US_ASCII));
    }

    /** Whether the hash was made with this pepper, which a server that was given another one must be able to tell. */
    boolean made(String hash) {
        return hash.startsWith(prefix);
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
