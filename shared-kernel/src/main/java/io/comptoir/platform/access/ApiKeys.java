package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.TenantId;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/**
 * Tells whose key a key is. It reads the key's own events, so that a credential works whenever the event store does, even
 * while every read model is away.
 */
@Component
public final class ApiKeys {

    /** How long a known key is believed without looking again. */
    private static final Duration BELIEVED_FOR = Duration.ofSeconds(5);

    private static final int MAX_REMEMBERED = 100_000;

    private final EventStore events;
    private final Cache<ApiKeyId, Issued> known = Caffeine.newBuilder()
            .expireAfterWrite(BELIEVED_FOR)
            .maximumSize(MAX_REMEMBERED)
            .build();

    ApiKeys(EventStore events) {
        this.events = events;
    }

    private record Issued(TenantId tenantId, KeyGrant grant) {}

    /** Finds who holds a key; empty if nobody does, whatever is wrong with it. */
    public Optional<Caller> callerOf(String keyText) {
        return ApiKey.parse(keyText)
                .flatMap(key -> find(key.id())
                        .filter(issued -> sameText(issued.grant().secretHash(), key.hash()))
                        .map(issued -> new Caller(
                                issued.tenantId(),
                                Actor.key(key.id().value()),
                                issued.grant().role())));
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
        return events.readEvents(ApiKeyIssued.streamOf(id).toString())
                .asStream()
                .map(event -> (ApiKeyIssued) event.getPayload())
                .map(issued -> new Issued(issued.tenantId(), issued.key()))
                .findFirst();
    }

    private static boolean sameText(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
    }
}
