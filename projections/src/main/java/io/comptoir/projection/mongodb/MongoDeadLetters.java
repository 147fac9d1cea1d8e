package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.Discard;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The dead letters and what was discarded, beside the documents that they are missing from. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
final class MongoDeadLetters implements DeadLetters {

    private static final String LETTERS = "dead_letters";
    private static final String DISCARDS = "discarded_events";
    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String HANDLER = "handler";
    private static final String GROUP = "group";
    private static final String RETRYING = "retrying";
    private static final String STATE = "state";
    private static final JsonMapper JSON = ContractJson.mapper();

    private final MongoDatabase database;

    MongoDeadLetters(MongoDatabase database) {
        this.database = database;
    }

    @Override
    public void park(DeadLetter letter) {
        Document bson = new Document(ID, letter.id())
                .append(
                        TENANT,
                        letter.tenantId() == null ? "" : letter.tenantId().toString())
                .append(GROUP, letter.group())
                .append(HANDLER, letter.handler())
                .append(RETRYING, letter.retrying())
                .append(STATE, Document.parse(JSON.writeValueAsString(letter)));
        Views.answered(() -> {
            letters().createIndex(ascending(TENANT, GROUP, ID));
            letters().createIndex(ascending(HANDLER));
            return letters().replaceOne(eq(ID, letter.id()), bson, new ReplaceOptions().upsert(true));
        });
    }

    @Override
    public List<DeadLetter> of(String handler, int limit) {
        return Views.answered(() -> letters()
                .find(eq(HANDLER, handler))
                .limit(limit)
                .map(MongoDeadLetters::letterOf)
                .into(new ArrayList<>()));
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return Views.answered(
                () -> Optional.ofNullable(letters().find(eq(ID, id)).first()).map(MongoDeadLetters::letterOf));
    }

    @Override
    public List<DeadLetter> list(TenantId tenantId, @Nullable String group, @Nullable String after, int limit) {
        TenantScope.require(tenantId);
        List<Bson> filters = new ArrayList<>(List.of(eq(TENANT, tenantId.toString())));
        if (group != null) {
            filters.add(eq(GROUP, group));
        }
        if (after != null) {
            filters.add(gt(ID, after));
        }
        return Views.answered(() -> letters()
                .find(and(filters))
                .sort(ascending(ID))
                .limit(limit)
                .map(MongoDeadLetters::letterOf)
                .into(new ArrayList<>()));
    }

    @Override
    public Map<String, Long> counts() {
        return Views.answered(() -> {
            Map<String, Long> counts = new HashMap<>();
            letters()
                    .find()
                    .projection(new Document(HANDLER, 1))
                    .forEach(letter -> counts.merge(letter.getString(HANDLER), 1L, Long::sum));
            return counts;
        });
    }

    @Override
    public boolean askForRetry(String id) {
        return Views.answered(() ->
                        letters().updateOne(eq(ID, id), set(RETRYING, true)).getMatchedCount())
                == 1;
    }

    @Override
    public void resolve(String id) {
        Views.answered(() -> letters().deleteOne(eq(ID, id)));
    }

    @Override
    public void forget(String handler) {
        Views.answered(() -> letters().deleteMany(eq(HANDLER, handler)));
    }

    @Override
    public void discard(Discard discard) {
        String id = discard.group() + " " + discard.version() + " " + discard.stream();
        Document bson = new Document(ID, id)
                .append(GROUP, discard.group())
                .append(STATE, Document.parse(JSON.writeValueAsString(discard)));
        Views.answered(() -> {
            discarded().createIndex(ascending(GROUP));
            return discarded().replaceOne(eq(ID, id), bson, new ReplaceOptions().upsert(true));
        });
    }

    @Override
    public List<Discard> discards(String group, int limit) {
        return Views.answered(() -> discarded()
                .find(eq(GROUP, group))
                .limit(limit)
                .map(MongoDeadLetters::discardOf)
                .into(new ArrayList<>()));
    }

    @Override
    public void retryDiscarded(String group, int fromVersion) {
        Views.answered(() -> discarded()
                .updateMany(and(eq(GROUP, group), eq(STATE + ".before", null)), set(STATE + ".before", fromVersion)));
    }

    private static DeadLetter letterOf(Document bson) {
        DeadLetter letter = JSON.readValue(bson.get(STATE, Document.class).toJson(), DeadLetter.class);
        return new DeadLetter(
                letter.id(),
                letter.handler(),
                letter.tenantId(),
                letter.stream(),
                letter.version(),
                letter.position(),
                letter.cause(),
                letter.failure(),
                letter.attempts(),
                letter.firstAt(),
                letter.lastAt(),
                bson.getBoolean(RETRYING, false));
    }

    private static Discard discardOf(Document bson) {
        return JSON.readValue(bson.get(STATE, Document.class).toJson(), Discard.class);
    }

    private MongoCollection<Document> letters() {
        return database.getCollection(LETTERS);
    }

    private MongoCollection<Document> discarded() {
        return database.getCollection(DISCARDS);
    }
}
