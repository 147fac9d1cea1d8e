package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tokens are signed with, P-256. Time is cut into periods of {@link #PERIOD}; each has a key of its own, made by
 * the first node that signs in it, so that rotation needs no agreement between nodes. A token is believed with the key of the
 * present period, of the one before while tokens of it may be around, and of the next, for a node whose clock is ahead.
 */
public final class SigningKeys {

    /** Where the keys are kept; a name is written once. */
    public interface Safe {
        /** What is kept under a name, made now if nothing is; of several nodes that make it, all get the same. */
        byte[] getOrCreate(String name, Supplier<byte[]> making);

        Optional<byte[]> find(String name);
    }

    /** A key signs for so long. */
    static final Duration PERIOD = Duration.ofDays(30);

    /** A key is believed for so long after its period; the longest token lives ten minutes. */
    static final Duration KEPT_FOR = Duration.ofDays(1);

    /** What was not there is looked for again after this time, so that forged tokens do not become questions. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(5);

    private final Safe safe;
    private final Clock clock;
    private final Map<Long, ECKey> known = new ConcurrentHashMap<>();
    private final Map<Long, Instant> missingSince = new ConcurrentHashMap<>();

    public SigningKeys(Safe safe, Clock clock) {
        this.safe = safe;
        this.clock = clock;
    }

    /** The keys that a token may be signed with now. */
    public List<JWK> all() {
        Instant now = clock.instant();
        long period = periodOf(now);
        List<JWK> keys = new ArrayList<>();
        find(period, now).ifPresent(keys::add);
        if (periodOf(now.minus(KEPT_FOR)) < period) {
            find(period - 1, now).ifPresent(keys::add);
        }
        if (periodOf(now.plus(KEPT_FOR)) > period) {
            find(period + 1, now).ifPresent(keys::add);
        }
        return keys;
    }

    /** The key to sign with now; made if nobody needed it before. */
    public JWK current() {
        return known.computeIfAbsent(
                periodOf(clock.instant()), period -> parsed(safe.getOrCreate(nameOf(period), SigningKeys::newKey)));
    }

    private Optional<ECKey> find(long period, Instant now) {
        @Nullable ECKey key = known.get(period);
        if (key != null) {
            return Optional.of(key);
        }
        @Nullable Instant looked = missingSince.get(period);
        // A clock that was set back must not keep us from looking for hours.
        if (looked != null && !now.isBefore(looked) && now.isBefore(looked.plus(LOOK_AGAIN_AFTER))) {
            return Optional.empty();
        }
        Optional<ECKey> found = safe.find(nameOf(period)).map(SigningKeys::parsed);
        found.ifPresentOrElse(each -> known.put(period, each), () -> missingSince.put(period, now));
        return found;
    }

    private static long periodOf(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), PERIOD.toSeconds());
    }

    private static String nameOf(long period) {
        return "token-key-" + period;
    }

    private static byte[] newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyIDFromThumbprint(true)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate()
                    .toJSONString()
                    .getBytes(UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static ECKey parsed(byte[] text) {
        try {
            return ECKey.parse(new String(text, UTF_8));
        } catch (ParseException e) {
            // Its message would quote what it could not read.
            throw new IllegalStateException("a signing key cannot be read");
        }
    }
}
