package io.comptoir.platform.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.platform.access.Verification.Accepted;
import io.comptoir.platform.access.Verification.KnownKey;
import io.comptoir.platform.access.Verification.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records who was let in and who was not, without any secret. Each is counted. The log has one line a minute for the same key
 * and reason, the key remembers its last use, and what a known key was refused for stands in its organization's history.
 */
@Component
public final class Authentications {

    static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    private static final int MAX_REMEMBERED = 100_000;

    private static final Logger log = LoggerFactory.getLogger(Authentications.class);

    /** What was shown. */
    enum Kind {
        KEY,
        TOKEN,
        /** A key, to be given a token. */
        CLIENT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Told(@Nullable ApiKeyId key, @Nullable Refusal reason) {}

    private final KeyUses uses;
    private final RefusalHistory history;
    private final MeterRegistry meters;
    private final Cache<Told, Boolean> told = Caffeine.newBuilder()
            .expireAfterWrite(TOLD_EVERY)
            .maximumSize(MAX_REMEMBERED)
            .build();

    Authentications(KeyUses uses, RefusalHistory history, MeterRegistry meters) {
        this.uses = uses;
        this.history = history;
        this.meters = meters;
    }

    void accepted(Kind kind, Accepted accepted) {
        count(kind.wireName(), "accepted", "none");
        if (isNews(new Told(accepted.keyId(), null))) {
            uses.record(accepted.keyId());
            log.atInfo()
                    .addKeyValue("tenant", accepted.caller().tenantId())
                    .addKeyValue("key", accepted.keyId())
                    .addKeyValue("credential", kind.wireName())
                    .log("a key is in use");
        }
    }

    void refused(Kind kind, Refused refused) {
        refused(kind.wireName(), refused.reason(), refused.key());
    }

    /** A caller was known, and may not do what it tried. */
    public void forbidden(Caller caller) {
        refused(
                "caller",
                Refusal.PERMISSION_MISSING,
                new KnownKey(caller.tenantId(), new ApiKeyId(caller.actor().id())));
    }

    private void refused(String credential, Refusal reason, @Nullable KnownKey key) {
        count(credential, "refused", reason.wireName());
        if (key != null) {
            reason.recorded().ifPresent(recorded -> history.add(key, recorded));
        }
        if (isNews(new Told(key == null ? null : key.id(), reason))) {
            log.atInfo()
                    .addKeyValue("reason", reason.wireName())
                    .addKeyValue("credential", credential)
                    .addKeyValue("tenant", key == null ? "unknown" : key.tenantId())
                    .addKeyValue("key", key == null ? "unknown" : key.id())
                    .log("a credential was refused");
        }
    }

    private boolean isNews(Told what) {
        return told.asMap().putIfAbsent(what, true) == null;
    }

    private void count(String credential, String outcome, String reason) {
        Counter.builder("comptoir.authentications")
                .description("Credentials that were shown, by what became of them")
                .tag("credential", credential)
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(meters)
                .increment();
    }
}
