package io.comptoir.query.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of one particular list begins. The text is opaque to callers: a digest of the organization and the filters,
 * then the sort values of the last result. A cursor of another list is refused, because it would skip results without a word.
 * The digest is no secret and need not be: every query is limited to the organization anyway.
 */
public final class Cursor {

    private static final int DIGEST_BYTES = 8;
    private static final int MAX_LENGTH = 1_000;
    private static final String SEPARATOR = "\u0000";

    private final byte[] digest;

    private Cursor(byte[] digest) {
        this.digest = digest;
    }

    /** The cursors of the list that these filters of an organization give; absent ones count as well. */
    public static Cursor over(TenantId tenantId, String list, @Nullable Object... filters) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((list + SEPARATOR + tenantId + SEPARATOR + Arrays.toString(filters)).getBytes(UTF_8));
            return new Cursor(Arrays.copyOf(sha256.digest(), DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The cursor behind a result with these sort values. */
    public String after(Object... sortValues) {
        byte[] values = String.join(
                        SEPARATOR,
                        Arrays.stream(sortValues).map(Object::toString).toList())
                .getBytes(UTF_8);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(DIGEST_BYTES + values.length)
                        .put(digest)
                        .put(values)
                        .array());
    }

    /**
     * The sort values in a cursor; null if none was given.
     *
     * @param count how many there must be
     */
    public @Nullable List<String> read(@Nullable String cursor, int count) {
        if (cursor == null) {
            return null;
        }
        byte[] bytes = decoded(cursor);
        if (bytes.length < DIGEST_BYTES || !Arrays.equals(digest, Arrays.copyOf(bytes, DIGEST_BYTES))) {
            throw refused();
        }
        try {
            List<String> values = List.of(UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, DIGEST_BYTES, bytes.length - DIGEST_BYTES))
                    .toString()
                    .split(SEPARATOR, -1));
            if (values.size() == count) {
                return values;
            }
        } catch (CharacterCodingException e) {
            throw refused();
        }
        throw refused();
    }

    /** A sort value that is a number. */
    public static long number(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw refused();
        }
    }

    private static byte[] decoded(String cursor) {
        if (cursor.length() <= MAX_LENGTH) {
            try {
                return Base64.getUrlDecoder().decode(cursor);
            } catch (IllegalArgumentException e) {
                throw refused();
            }
        }
        throw refused();
    }

    private static Problem refused() {
        return Problem.malformed("cursor", "must be the nextCursor of the same request with the same filters");
    }
}
