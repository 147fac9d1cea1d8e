package io.comptoir.projection.timers;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.platform.timers.DueTimers;
import io.comptoir.platform.timers.Timer;
import io.comptoir.projection.mongodb.GenerationCollection;
import io.comptoir.projection.mongodb.LiveVersion;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.ReadModels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.messaging.MetaData;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/**
 * The timers in MongoDB. They are found by their moment and not by their organization, as no other document is: whoever looks
 * is no caller but the server itself, and what it does then is done for the timer's organization alone. What is due is what the
 * version in use says, and leases are its own: around a switch a timer may come a second time, which its step bears.
 */
@Component
@ConditionalOnRole(NodeRole.PROJECTION)
final class TimerDocuments implements TimerStore, DueTimers {

    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String KIND = "kind";
    private static final String KEY = "key";
    private static final String STREAM = "stream";
    private static final String VERSION = "version";
    private static final String DUE_AT = "dueAt";
    private static final String LEASED_UNTIL = "leasedUntil";
    private static final String LEASED_BY = "leasedBy";
    private static final String POSITION = "position";
    private static final String CAUSE = "cause";

    private final MongoDatabase database;
    private final LiveVersion live;
    private final Set<Integer> created = ConcurrentHashMap.newKeySet();

    TimerDocuments(MongoDatabase database) {
        this.database = database;
        this.live = new LiveVersion(database, ReadModels.TIMERS);
    }

    private GenerationCollection collection(int version) {
        return new GenerationCollection(database, ReadModels.TIMERS.version(version));
    }

    private MongoCollection<Document> documents(int version) {
        return collection(version).documents();
    }

    @Override
    public void write(int version, Map<String, Optional<Timer>> timers) {
        TenantScope.requirePlatform();
        List<WriteModel<Document>> writes = new ArrayList<>(timers.size());
        timers.forEach((id, timer) -> writes.add(
                timer.isPresent()
                        ? new ReplaceOneModel<>(
                                eq(ID, id), documentOf(id, timer.get()), new ReplaceOptions().upsert(true))
                        : new DeleteOneModel<>(eq(ID, id))));
        if (!writes.isEmpty()) {
            Views.answered(() -> documents(version).bulkWrite(writes, new BulkWriteOptions().ordered(false)));
        }
    }

    private static Document documentOf(String id, Timer timer) {
        return new Document(ID, id)
                .append(TENANT, timer.tenantId().toString())
                .append(KIND, timer.kind())
                .append(KEY, timer.key())
                .append(STREAM, timer.stream().toString())
                .append(VERSION, timer.version())
                .append(DUE_AT, Date.from(timer.dueAt()))
                .append(POSITION, timer.position())
                .append(CAUSE, new Document(timer.cause().toMetaData()));
    }

    @Override
    public List<Timer> take(String kind, Instant now, Duration leaseFor, int limit) {
        TenantScope.requirePlatform();
        return Views.answered(() -> {
            int version = live.number();
            // Asking for what is not there yet could make it, and then it would count as built.
            return created.contains(version) ? take(documents(version), kind, now, leaseFor, limit) : List.of();
        });
    }

    private static List<Timer> take(
            MongoCollection<Document> documents, String kind, Instant now, Duration leaseFor, int limit) {
        Date until = Date.from(now.plus(leaseFor));
        // A lease that ends much later than any can is from a clock that has jumped back since. One that ends a little
        // later is from a node whose clock is ahead, or whose look began after this one's.
        Date jumped = Date.from(now.plus(leaseFor.multipliedBy(2)));
        Bson free = and(
                eq(KIND, kind),
                lte(DUE_AT, Date.from(now)),
                or(Filters.exists(LEASED_UNTIL, false), lte(LEASED_UNTIL, Date.from(now)), gt(LEASED_UNTIL, jumped)));
        List<String> due = documents
                .find(free)
                .projection(include(ID))
                .sort(ascending(DUE_AT))
                .limit(limit)
                .map(found -> found.getString(ID))
                .into(new ArrayList<>());
        if (due.isEmpty()) {
            return List.of();
        }
        // Others look at the same time, and each document goes to one of them.
        String taker = UUID.randomUUID().toString();
        documents.updateMany(and(in(ID, due), free), combine(set(LEASED_UNTIL, until), set(LEASED_BY, taker)));
        return documents
                .find(and(in(ID, due), eq(LEASED_BY, taker)))
                .sort(ascending(DUE_AT))
                .map(TimerDocuments::timerOf)
                .into(new ArrayList<>());
    }

    private static Timer timerOf(Document document) {
        Document cause = Objects.requireNonNull(document.get(CAUSE, Document.class));
        return new Timer(
                TenantId.of(document.getString(TENANT)),
                document.getString(KIND),
                StreamId.parse(document.getString(STREAM)),
                document.getLong(VERSION),
                document.getDate(DUE_AT).toInstant(),
                Envelope.of(MetaData.from(cause)),
                document.getLong(POSITION));
    }

    @Override
    public boolean release(TenantId tenantId, String kind, StreamId stream) {
        TenantScope.requirePlatform();
        return Views.answered(() -> {
            int version = live.number();
            return !created.contains(version)
                    || documents(version)
                                    .updateOne(
                                            eq(ID, TimerStore.idOf(tenantId, kind, stream.key())),
                                            combine(unset(LEASED_UNTIL), unset(LEASED_BY)))
                                    .getMatchedCount()
                            == 1;
        });
    }

    @Override
    public void settle(Collection<Timer> timers) {
        TenantScope.requirePlatform();
        List<WriteModel<Document>> deletions = new ArrayList<>(timers.size());
        for (Timer timer : timers) {
            deletions.add(new DeleteOneModel<>(and(
                    eq(ID, TimerStore.idOf(timer.tenantId(), timer.kind(), timer.key())),
                    eq(DUE_AT, Date.from(timer.dueAt())))));
        }
        Views.answered(() -> {
            int version = live.number();
            return created.contains(version)
                    ? documents(version).bulkWrite(deletions, new BulkWriteOptions().ordered(false))
                    : null;
        });
    }

    @Override
    public boolean exists(int version) {
        return collection(version).exists();
    }

    @Override
    public void create(int version) {
        collection(version).create(List.of(new IndexModel(ascending(KIND, DUE_AT))));
        created.add(version);
    }

    @Override
    public void drop(int version) {
        created.remove(version);
        collection(version).drop();
    }

    /**
     * A timer is compared by the event that set it last. Those that were settled without an event may be missing; a rebuilt
     * version brings them back, and they are settled again.
     */
    @Override
    public Fingerprint.Source fingerprints(int version) {
        return collection(version).fingerprints(List.of(TENANT, POSITION), TimerDocuments::fingerprintOf, true);
    }

    private static Fingerprint fingerprintOf(Document found) {
        long position = found.getLong(POSITION);
        return new Fingerprint(found.getString(ID), found.getString(TENANT), position, position);
    }
}
