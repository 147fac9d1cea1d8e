package io.comptoir.platform.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.KeySecrets;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.platform.access.Verification.KnownKey;
import io.comptoir.platform.access.Verification.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells whose key a key is and what it may do. It reads the key's own events, so that a credential works whenever the event
 * store does, even while every read model is away.
 */
@Component
public final class ApiKeys {

    /** How long a known key is believed without looking again: a revocation is known everywhere after this time. */
    static final Duration BELIEVED_FOR = Duration.ofSeconds(5);

    /** A secret that does not fit may be newer than what is remembered; nobody causes more looks than this by guessing. */
    static final Duration LOOKED_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final int MAX_REMEMBERED = 100_000;

    private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);

    private final AccessEvents events;
    private final Grants grants;
    private final KeyPepper pepper;
    private final Clock clock;
    private final Cache<ApiKeyId, Issued> known = Caffeine.newBuilder()
            .expireAfterWrite(BELIEVED_FOR)
            .maximumSize(MAX_REMEMBERED)
            .build();

    ApiKeys(AccessEvents events, Grants grants, KeyPepper pepper, Clock clock) {
        this.events = events;
        this.grants = grants;
        this.pepper = pepper;
        this.clock = clock;
    }

    /**
     * @param suspendedAt since when its organization is suspended; absent where it is not
     * @param readAt      when this was so
     */
    private record Issued(
            ApiKeyState key,
            KeySecrets secrets,
            Set<Permission> permissions,
            @Nullable Instant suspendedAt,
            Instant readAt) {

        KnownKey name() {
            return new KnownKey(key.tenantId(), key.id());
        }
    }

    /** Finds out what a key is worth. That it expired or was revoked is only told to who has its secret. */
    public Verification verify(String keyText) {
        Optional<ApiKey> parsed = ApiKey.parse(keyText);
        if (parsed.isEmpty()) {
            return Refused.because(Refusal.MALFORMED);
        }
        ApiKey key = parsed.get();
        Optional<Issued> found = find(key.id());
        if (found.isEmpty()) {
            return Refused.because(Refusal.UNKNOWN_KEY);
        }
        Issued issued = found.get();
        if (!isSecretOf(issued.secrets(), key)) {
            issued = newerThan(issued);
            if (!isSecretOf(issued.secrets(), key)) {
                return new Refused(Refusal.WRONG_SECRET, issued.name(), null);
            }
        }
        return worthOf(issued);
    }

    private Issued newerThan(Issued issued) {
        Instant now = clock.instant();
        if (now.isBefore(issued.readAt().plus(LOOKED_AGAIN_AFTER)) && !now.isBefore(issued.readAt())) {
            return issued;
        }
        Issued newer = read(issued.key().id()).orElse(issued);
        known.put(newer.key().id(), newer);
        return newer;
    }

    /** What the key behind a token that is believed is worth now. */
    Verification holderOf(ApiKeyId id) {
        return find(id).map(this::worthOf).orElse(Refused.because(Refusal.UNKNOWN_KEY));
    }

    private Verification worthOf(Issued issued) {
        ApiKeyState key = issued.key();
        if (key.revokedAt() != null) {
            return new Refused(Refusal.KEY_REVOKED, issued.name(), key.revokedAt());
        }
        if (key.hasExpired(clock.instant())) {
            return new Refused(Refusal.KEY_EXPIRED, issued.name(), key.expiresAt());
        }
        if (issued.suspendedAt() != null) {
            return new Refused(Refusal.ORGANIZATION_SUSPENDED, issued.name(), issued.suspendedAt());
        }
        return new Verification.Accepted(
                new Caller(key.tenantId(), Actor.key(key.id().value()), issued.permissions()), key.id());
    }

    private boolean isSecretOf(KeySecrets secrets, ApiKey key) {
        if (pepper.matches(key, secrets.current())) {
            return true;
        }
        if (!pepper.made(secrets.current())) {
            // Every key would be refused, and nobody would find out why.
            log.atError().addKeyValue("key", key.id()).log("a key was hashed with another pepper than this node has");
        }
        return secrets.previous() != null
                && clock.instant().isBefore(Objects.requireNonNull(secrets.previousUntil()))
                && pepper.matches(key, secrets.previous());
    }

    // Unknown ids are not remembered: guesses must not push the real keys out.
    private Optional<Issued> find(ApiKeyId id) {
        Issued remembered = known.getIfPresent(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<Issued> stored = read(id);
        stored.ifPresent(issued -> known.put(id, issued));
        return stored;
    }

    private Optional<Issued> read(ApiKeyId id) {
        Instant now = clock.instant();
        @Nullable ApiKeyState key = null;
        @Nullable KeySecrets secrets = null;
        for (ApiKeyEvent event : events.ofKey(id)) {
            key = ApiKeyState.after(key, event);
            secrets = KeySecrets.after(secrets, event);
        }
        return key == null || secrets == null
                ? Optional.empty()
                : Optional.of(new Issued(
                        key,
                        secrets,
                        grants.of(key, now),
                        events.organization(key.tenantId())
                                .map(organization -> organization.suspendedAt())
                                .orElse(null),
                        now));
    }
}
