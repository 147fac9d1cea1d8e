package io.comptoir.platform.proof;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.comptoir.contract.values.InvalidValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** A SHA-256 hash, written in Base64. */
public final class Hash {

    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new InvalidValue("must be a hash of " + LENGTH + " bytes");
        }
        this.bytes = bytes;
    }

    public static Hash of(byte[] bytes) {
        return new Hash(bytes.clone());
    }

    /** The hash of several parts, one behind the other. */
    static Hash ofParts(byte prefix, byte[]... parts) {
        MessageDigest sha256 = sha256();
        sha256.update(prefix);
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return new Hash(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @throws InvalidValue if it is no hash in Base64 */
    @JsonCreator
    public static Hash parse(String text) {
        try {
            return new Hash(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("must be a hash in Base64");
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] ownBytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    @JsonValue
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
