package io.comptoir.platform.access;

import io.comptoir.contract.values.ApiKeyId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A key as its holder has it: {@code ck_<id>_<secret><checksum>}, in lower-case base 32. The prefix lets scanners find leaked
 * keys, the checksum tells a typing error from a wrong key without a look-up.
 */
public final class ApiKey {

    private static final String PREFIX = "ck_";
    private static final int ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 52;
    private static final int CHECKSUM_LENGTH = 7;
    private static final int LENGTH = PREFIX.length() + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;
    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    private final ApiKeyId id;
    private final String text;

    private ApiKey(ApiKeyId id, String text) {
        this.id = id;
        this.text = text;
    }

    /** A new key with 260 random bits in its secret. */
    public static ApiKey generate(SecureRandom random) {
        return generate(new ApiKeyId(randomText(random, ID_LENGTH)), random);
    }

    /** A new secret for a key that there is. */
    public static ApiKey generate(ApiKeyId id, SecureRandom random) {
        String body = PREFIX + id + "_" + randomText(random, SECRET_LENGTH);
        return new ApiKey(id, body + checksum(body));
    }

    /** The key that follows from these bytes, of which it takes one for each character: as many bits as a random one. */
    public static ApiKey derived(byte[] bytes) {
        return derived(new ApiKeyId(textOf(bytes, SECRET_LENGTH, ID_LENGTH)), bytes);
    }

    /** A secret that follows from these bytes for a key that there is. */
    public static ApiKey derived(ApiKeyId id, byte[] bytes) {
        String body = PREFIX + id + "_" + textOf(bytes, 0, SECRET_LENGTH);
        return new ApiKey(id, body + checksum(body));
    }

    private static String textOf(byte[] bytes, int from, int length) {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = ALPHABET[bytes[from + i] & (ALPHABET.length - 1)];
        }
        return new String(text);
    }

    /** Whether a text means to be a key, though it may have been mistyped. */
    static boolean looksLikeOne(String text) {
        return text.startsWith(PREFIX);
    }

    /** Reads a key; empty if it has not the form of one. */
    public static Optional<ApiKey> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(PREFIX.length() + ID_LENGTH) != '_') {
            return Optional.empty();
        }
        String body = text.substring(0, LENGTH - CHECKSUM_LENGTH);
        if (!text.endsWith(checksum(body))) {
            return Optional.empty();
        }
        String id = text.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH);
        return id.matches("[a-z2-7]+") ? Optional.of(new ApiKey(new ApiKeyId(id), text)) : Optional.empty();
    }

    public ApiKeyId id() {
        return id;
    }

    /** The whole key. It is shown once, to its holder, and goes nowhere else. */
    public String reveal() {
        return text;
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }

    private static String randomText(SecureRandom random, int length) {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return new String(text);
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] text = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET[(int) (rest % ALPHABET.length)];
            rest /= ALPHABET.length;
        }
        return new String(text);
    }
}
