package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.comptoir.contract.values.Uuids;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are signed with, P-256, in a file that all nodes share. The newest signs; the others are kept for as
 * long as a token that they signed may be around. A node that signs makes a new one when the newest is old.
 */
public final class SigningKeys {

    /** A key signs for so long. */
    static final Duration ROTATED_AFTER = Duration.ofDays(30);

    /** A key that signs no more is believed for so long; the longest token lives ten minutes. */
    static final Duration KEPT_FOR = Duration.ofDays(1);

    /** Another node's new key is known after this time. */
    private static final Duration READ_EVERY = Duration.ofSeconds(5);

    private static final Comparator<JWK> NEWEST_FIRST =
            Comparator.comparing(SigningKeys::madeAt).reversed();

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private final SecretFile file;
    private final Clock clock;
    private List<JWK> known = List.of();
    private Instant readAt = Instant.MIN;

    SigningKeys(SecretFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The keys that a token may be signed with, the newest first; none where this node has no file. */
    public synchronized List<JWK> all() {
        Instant now = clock.instant();
        // A clock that was set back must not keep us from looking for hours.
        if (now.isBefore(readAt) || !now.isBefore(readAt.plus(READ_EVERY))) {
            known = file.read().map(SigningKeys::parsed).orElse(List.of());
            readAt = now;
        }
        return known;
    }

    /** The key to sign with now; made if there is none, or none that is young enough. */
    public synchronized JWK current() {
        List<JWK> keys = all();
        Instant now = clock.instant();
        if (keys.isEmpty()) {
            known = parsed(file.readOrCreate(() -> text(List.of(newKey(now)))));
        } else if (!now.isBefore(madeAt(keys.getFirst()).plus(ROTATED_AFTER))) {
            rotate(keys, now);
        }
        return known.getFirst();
    }

    private void rotate(List<JWK> keys, Instant now) {
        List<JWK> kept = new ArrayList<>();
        kept.add(newKey(now));
        for (int i = 0; i < keys.size(); i++) {
            // The newest of them signed until this moment, an older one until its successor came.
            Instant signedUntil = i == 0 ? now : madeAt(keys.get(i - 1));
            if (now.isBefore(signedUntil.plus(KEPT_FOR))) {
                kept.add(keys.get(i));
            }
        }
        file.write(text(kept));
        known = List.copyOf(kept);
        log.atInfo().addKeyValue("key", kept.getFirst().getKeyID()).log("tokens are signed with a new key");
    }

    private static JWK newKey(Instant now) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyID(Uuids.timeOrdered(now).toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .issueTime(Date.from(now))
                    .generate();
            return key;
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static Instant madeAt(JWK key) {
        return Objects.requireNonNull(key.getIssueTime(), "a signing key without its time")
                .toInstant();
    }

    private static byte[] text(List<JWK> keys) {
        return (new JWKSet(keys).toString(false) + "\n").getBytes(UTF_8);
    }

    private static List<JWK> parsed(byte[] text) {
        try {
            return JWKSet.parse(new String(text, UTF_8)).getKeys().stream()
                    .sorted(NEWEST_FIRST)
                    .toList();
        } catch (ParseException e) {
            // Its message would quote what it could not read.
            throw new IllegalStateException("the file of signing keys cannot be read");
        }
    }
}
