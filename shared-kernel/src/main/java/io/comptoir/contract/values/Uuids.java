package io.comptoir.contract.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** The two kinds of identity (RFC 9562): new things sort by time, things with a natural key derive from it. */
public final class Uuids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Uuids() {}

    /** A version 7 UUID: 48 bits of milliseconds, then random. */
    public static UUID timeOrdered(Instant now) {
        byte[] random = new byte[10];
        RANDOM.nextBytes(random);
        ByteBuffer bytes = ByteBuffer.wrap(random);
        long high = (now.toEpochMilli() << 16) | 0x7000L | (bytes.getShort() & 0x0fffL);
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** A version 8 UUID: the first 122 bits of the SHA-256 of the parts, so that the same parts always give the same id. */
    public static UUID derivedFrom(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    static UUID parse(String text) {
        // UUID.fromString accepts shortened groups; an id has exactly one text form here.
        if (text.length() == 36) {
            try {
                UUID uuid = UUID.fromString(text);
                if (uuid.toString().equals(text)) {
                    return uuid;
                }
            } catch (IllegalArgumentException e) {
                throw notAUuid(e);
            }
        }
        throw notAUuid(null);
    }

    private static InvalidValue notAUuid(@org.jspecify.annotations.Nullable Throwable cause) {
        InvalidValue invalid = new InvalidValue("must be a UUID in lower case");
        invalid.initCause(cause);
        return invalid;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
