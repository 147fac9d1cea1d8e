package io.comptoir.platform.access;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.platform.vault.Vault;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * When each key was used last, to the minute. It is no event: a busy key would write 1,440 a day that nobody asks for. It
 * lies in the vault, which all nodes share and nobody replays; without one, as in tests, a node only knows of itself.
 */
@Component
public final class KeyUses implements DisposableBean {

    /** Uses that wait to be written; what goes beyond is written a minute later. */
    private static final int MAX_WAITING = 1_000;

    private static final Logger log = LoggerFactory.getLogger(KeyUses.class);

    private final ObjectProvider<Vault> vault;
    private final Clock clock;
    private final Map<ApiKeyId, Instant> ofThisNode = new ConcurrentHashMap<>();
    private final ExecutorService writer = new ThreadPoolExecutor(
            0,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("key-uses").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile boolean created;

    KeyUses(ObjectProvider<Vault> vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /** Records that a key was used now; nobody waits for it. */
    void record(ApiKeyId id) {
        Instant now = clock.instant();
        @Nullable Vault table = vault.getIfAvailable();
        if (table == null) {
            ofThisNode.put(id, now);
        } else {
            writer.execute(() -> write(table, id, now));
        }
    }

    private void write(Vault table, ApiKeyId id, Instant now) {
        try {
            create(table);
            int unused = table.ask(database -> database.sql(
                            "insert into api_key_uses (key_id, last_used_at) values (?, ?) on conflict (key_id) do update"
                                    + " set last_used_at = greatest(api_key_uses.last_used_at, excluded.last_used_at)")
                    .params(id.value(), Timestamp.from(now))
                    .update());
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("key", id)
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("the use of a key could not be recorded");
        }
    }

    private void create(Vault table) {
        if (!created) {
            table.create(KeyUses.class, "key-uses.sql");
            created = true;
        }
    }

    /**
     * When these keys were used last; those that never were are missing.
     *
     * @throws io.comptoir.platform.vault.VaultAway if the vault does not answer
     */
    public Map<ApiKeyId, Instant> lastUses(Collection<ApiKeyId> ids) {
        Map<ApiKeyId, Instant> uses = new HashMap<>();
        @Nullable Vault table = vault.getIfAvailable();
        if (table == null) {
            for (ApiKeyId id : ids) {
                @Nullable Instant last = ofThisNode.get(id);
                if (last != null) {
                    uses.put(id, last);
                }
            }
        } else if (!ids.isEmpty()) {
            create(table);
            uses.putAll(table.ask(database -> {
                Map<ApiKeyId, Instant> found = new HashMap<>();
                database.sql("select key_id, last_used_at from api_key_uses where key_id in (:ids)")
                        .param("ids", ids.stream().map(ApiKeyId::value).toList())
                        .query(row -> {
                            found.put(
                                    new ApiKeyId(row.getString("key_id")),
                                    row.getTimestamp("last_used_at").toInstant());
                        });
                return found;
            }));
        }
        return uses;
    }

    @Override
    public void destroy() {
        writer.shutdown();
    }
}
