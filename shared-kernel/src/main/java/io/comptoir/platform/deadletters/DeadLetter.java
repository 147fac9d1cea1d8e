package io.comptoir.platform.deadletters;

import io.comptoir.contract.values.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The first event of a stream that a handler could not take in. It and everything behind it in its stream is left out of that
 * handler until it is retried with success or discarded; other streams go on. The event itself stays in the event store, so
 * nothing of it is kept here.
 *
 * @param id       of this handler and stream, the same however often it is parked
 * @param handler  who could not take it: a version of a read model ({@code orders@2}) or a process
 * @param tenantId whose event it is; absent where not even that can be read
 * @param stream   of the event's aggregate
 * @param version  of the event in its stream, from 1
 * @param position of the event in the stream of all events
 * @param cause    what kind of failure it was
 * @param failure  the class of what was thrown; its message is left out, because it may quote the event
 * @param attempts how often it was tried, 1 or more
 * @param firstAt  when it was parked
 * @param lastAt   when it was tried last
 * @param retrying whether somebody asked for another attempt that has not been made yet
 */
public record DeadLetter(
        String id,
        String handler,
        @Nullable TenantId tenantId,
        String stream,
        long version,
        long position,
        Cause cause,
        String failure,
        int attempts,
        Instant firstAt,
        Instant lastAt,
        boolean retrying) {

    private static final int ID_BYTES = 16;

    /** Why an event was parked. A store or a peer that is away is none of these: it is waited for. */
    public enum Cause {
        /** Its stored form cannot be turned into the event. */
        UNREADABLE,
        /** The event does not fit what was there before, or handling it fails. */
        NOT_APPLICABLE,
        /** The store takes no document with that content. */
        REFUSED_BY_STORE
    }

    /** What a handler is about, whatever version of it: {@code orders} for {@code orders@2}. */
    public static String groupOf(String handler) {
        int version = handler.indexOf('@');
        return version < 0 ? handler : handler.substring(0, version);
    }

    public String group() {
        return groupOf(handler);
    }

    /** Names the dead letter of a handler for a stream. */
    public static String idOf(String handler, String stream) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((handler + "\u0000" + stream).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
