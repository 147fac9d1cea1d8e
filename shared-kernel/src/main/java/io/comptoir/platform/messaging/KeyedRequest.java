package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The request that a thread works on, if it came with an idempotency key. The command that it leads to claims the key
 * ({@link Commands#send(io.comptoir.contract.Command, io.comptoir.contract.values.Actor)}), so that controllers need not
 * know of it; what they create takes an id that derives from the key.
 *
 * <p>A request carries out one command: the key cannot stand for two.
 */
public final class KeyedRequest {

    private static final ScopedValue<KeyedRequest> CURRENT = ScopedValue.newInstance();

    private final TenantId caller;
    private final String key;
    private final String method;
    private final String target;
    private final @Nullable String bodyHash;
    private final AtomicBoolean claimed = new AtomicBoolean();

    /**
     * @param caller   the organization of the credential
     * @param key      as it was sent
     * @param target   path and query
     * @param bodyHash tells bodies apart; absent where the body is read only later, by whoever claims
     */
    public KeyedRequest(TenantId caller, String key, String method, String target, @Nullable String bodyHash) {
        this.caller = caller;
        this.key = key;
        this.method = method;
        this.target = target;
        this.bodyHash = bodyHash;
    }

    /** The request of this thread; empty if it has no key or this is no request's thread. */
    public static Optional<KeyedRequest> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Lets {@link #current} be this request while the work goes on. */
    public <X extends Throwable> void around(Work<X> work) throws X {
        ScopedValue.<KeyedRequest>where(CURRENT, this).<@Nullable Void, X>call(() -> {
            work.run();
            return null;
        });
    }

    /** Work that may fail in one way. */
    public interface Work<X extends Throwable> {
        void run() throws X;
    }

    /** Where the key is remembered. */
    public StreamId stream() {
        return RequestCarriedOut.streamOf(caller, claimKey());
    }

    // Keys may be guessable words; the organization in the hash keeps tables of them from helping.
    private String claimKey() {
        return sha256("idempotency-key", caller.toString(), key);
    }

    /** The id of what this request creates: the same key gives the same id each time. */
    public UUID idOf(String kind) {
        return Uuids.derivedFrom(kind + "-of-request", caller.toString(), key);
    }

    /** The claim of a request whose body was just read. */
    public RequestClaim claim(String hashOfBody) {
        claimed.set(true);
        // The key is part of what is hashed, and stored nowhere: whoever reads the hash later cannot try bodies, whose
        // customer may have been erased, until one fits.
        return new RequestClaim(caller, claimKey(), sha256(key, method, target, hashOfBody));
    }

    /** The claim of this thread's request, if it has one. */
    static @Nullable RequestClaim claimOfCurrent() {
        if (!CURRENT.isBound()) {
            return null;
        }
        KeyedRequest request = CURRENT.get();
        if (request.bodyHash == null) {
            throw new IllegalStateException("the body of this request is not known yet; claim with its hash");
        }
        if (request.claimed.get()) {
            throw new IllegalStateException("a request with an idempotency key carries out one command");
        }
        return request.claim(request.bodyHash);
    }

    /** The SHA-256 of parts in lower-case hexadecimal; their lengths keep ("ab", "c") and ("a", "bc") apart. */
    private static String sha256(String... parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
