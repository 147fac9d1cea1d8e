package io.comptoir.projection.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.get.GetResult;
import co.elastic.clients.elasticsearch.core.mget.MultiGetOperation;
import co.elastic.clients.elasticsearch.core.mget.MultiGetResponseItem;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.indices.update_aliases.Action;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Generation;
import io.comptoir.projection.replay.IncompleteReadModel;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.RefusedDocument;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import io.comptoir.projection.replay.StoreFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The indices of one read model, one for each version. Entries lie with those of the same organization (routing), and whoever
 * searches says for which organization, and must work for it; there is no way to search without. Readers know the index by an
 * alias that is moved from version to version; the writer knows it by an alias of its version that only the index itself
 * brings, so that a deleted index is noticed and never made again by accident with fields that were guessed.
 *
 * @param <D> an entry
 */
public final class SearchIndex<D> {

    /** An entry with what guards it: a write with the same or an older version changes nothing. */
    public record Write<D>(String id, TenantId tenantId, long version, D entry) {}

    /** Elasticsearch refuses requests of 100 MB and answers best to some of its order. */
    private static final int MAX_BULK_BYTES = 8 * 1_024 * 1_024;

    private static final int MALFORMED = 400;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final int NOT_FOUND = 404;

    /** One shard holds some ten million orders or products; more would need a routing that spreads large organizations. */
    private static final String SHARDS = "1";

    /** The writer says when entries become findable; this is for the case that it ends before it can. */
    private static final String REFRESH_AT_LEAST_EVERY = "30s";

    private static final String QUERY_LIMIT = "5s";

    private static final JsonMapper JSON = ContractJson.mapper();

    private static final Logger log = LoggerFactory.getLogger(SearchIndex.class);

    private final ElasticsearchClient client;
    private final ReadModel model;
    private final Class<D> type;
    private final String fields;
    private final MeterRegistry meters;
    private final @Nullable Generation version;

    /** @param fields the mapping, a file beside the class of the entries */
    public SearchIndex(
            ElasticsearchClient client, ReadModel model, Class<D> type, String fields, MeterRegistry meters) {
        this(client, model, type, fields, meters, null);
    }

    private SearchIndex(
            ElasticsearchClient client,
            ReadModel model,
            Class<D> type,
            String fields,
            MeterRegistry meters,
            @Nullable Generation version) {
        this.client = client;
        this.model = model;
        this.type = type;
        this.fields = fields;
        this.meters = meters;
        this.version = version;
    }

    /** The index of one version, to be written. */
    public SearchIndex<D> in(int number) {
        return new SearchIndex<>(client, model, type, fields, meters, model.version(number));
    }

    private String location() {
        if (version == null) {
            throw new IllegalStateException("only a version of " + model.name() + " is written, readers use its alias");
        }
        return version.location();
    }

    /**
     * Searches the entries of one organization.
     *
     * @param filters what else an entry must satisfy
     * @param shape   order, size, aggregations
     */
    public SearchResponse<D> search(
            TenantId tenantId, Collection<Query> filters, UnaryOperator<SearchRequest.Builder> shape) {
        TenantScope.require(tenantId);
        List<Query> all = new ArrayList<>(filters);
        all.add(Query.of(query -> query.term(term -> term.field("tenant").value(tenantId.toString()))));
        SearchRequest.Builder request = shape.apply(new SearchRequest.Builder()
                .index(model.resource())
                .routing(tenantId.toString())
                .query(query -> query.bool(bool -> bool.filter(all)))
                .timeout(QUERY_LIMIT)
                .allowPartialSearchResults(false));
        return timed("search", () -> client.search(request.build(), type));
    }

    /** The entries that exist among these. */
    public Map<String, D> load(Collection<String> ids) {
        TenantScope.requirePlatform();
        List<MultiGetOperation> wanted = ids.stream()
                .map(id -> MultiGetOperation.of(
                        get -> get.index(writeAlias()).id(id).routing(id.substring(0, id.indexOf(':')))))
                .toList();
        Map<String, D> found = new HashMap<>();
        for (MultiGetResponseItem<D> item :
                timed("load", () -> client.mget(get -> get.docs(wanted), type)).docs()) {
            if (item.isFailure()) {
                throw failed(item.failure().error(), 0);
            }
            @Nullable D entry = item.result().source();
            if (entry != null) {
                found.put(item.result().id(), entry);
            }
        }
        return found;
    }

    /** Writes all; in one request, unless they are very large. */
    public void write(Collection<Write<D>> writes) {
        TenantScope.requirePlatform();
        List<BulkOperation> operations = new ArrayList<>(writes.size());
        long bytes = 0;
        for (Write<D> write : writes) {
            byte[] json = JSON.writeValueAsBytes(write.entry());
            if (!operations.isEmpty() && bytes + json.length > MAX_BULK_BYTES) {
                send(operations);
                operations = new ArrayList<>();
                bytes = 0;
            }
            operations.add(operation(write, json));
            bytes += json.length;
        }
        if (!operations.isEmpty()) {
            send(operations);
        }
    }

    private BulkOperation operation(Write<D> write, byte[] json) {
        return BulkOperation.of(operation -> operation.index(index -> index.id(write.id())
                .routing(write.tenantId().toString())
                .version(write.version())
                .versionType(VersionType.External)
                .document(BinaryData.of(json, ContentType.APPLICATION_JSON))));
    }

    private void send(List<BulkOperation> operations) {
        BulkResponse response = timed(
                "bulk",
                () -> client.bulk(
                        bulk -> bulk.index(writeAlias()).requireAlias(true).operations(operations)));
        if (!response.errors()) {
            return;
        }
        for (BulkResponseItem item : response.items()) {
            @Nullable ErrorCause error = item.error();
            if (error != null && item.status() != CONFLICT) {
                throw failed(error, item.status());
            }
        }
    }

    /** Makes what was written findable. */
    public void refresh() {
        timed("refresh", () -> client.indices().refresh(refresh -> refresh.index(writeAlias())));
    }

    public boolean exists() {
        return timed("exists", () -> client.indices().exists(index -> index.index(location())))
                .value();
    }

    /** Creates the index if it is missing, and the writer's alias with it in one step; readers do not see it yet. */
    public void create() {
        if (exists()) {
            addFields();
            return;
        }
        try (InputStream mapping = mapping()) {
            timed(
                    "create",
                    () -> client.indices()
                            .create(create -> create.index(location())
                                    .settings(settings -> settings.numberOfShards(SHARDS)
                                            .autoExpandReplicas("0-1")
                                            .refreshInterval(time -> time.time(REFRESH_AT_LEAST_EVERY)))
                                    .mappings(mappings -> mappings.withJson(mapping))
                                    .aliases(writeAlias(), alias -> alias)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ElasticsearchException e) {
            if (!"resource_already_exists_exception".equals(e.error().type())) {
                throw e;
            }
        }
    }

    /** An index of an older shape follows the events until it is rebuilt, so it must take in entries with newer fields. */
    private void addFields() {
        try (InputStream mapping = mapping()) {
            timed(
                    "fields",
                    () -> client.indices()
                            .putMapping(fieldsOf -> fieldsOf.index(location()).withJson(mapping)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ElasticsearchException e) {
            if (e.status() != MALFORMED) {
                throw e;
            }
            // A field has another type now; entries with it are parked here and right in the rebuilt index.
            log.atWarn()
                    .addKeyValue("index", location())
                    .addKeyValue("failure", e.error().type())
                    .log("the index {} cannot have all fields that entries have now", location());
        }
    }

    /** Moves the readers' alias here, away from wherever it was, in one request. */
    public void expose() {
        Set<String> holders = holders();
        if (holders.equals(Set.of(location()))) {
            return;
        }
        List<Action> actions = new ArrayList<>();
        holders.stream()
                .filter(holder -> !holder.equals(location()))
                .forEach(holder -> actions.add(Action.of(
                        action -> action.remove(from -> from.index(holder).alias(model.resource())))));
        actions.add(Action.of(action -> action.add(to -> to.index(location()).alias(model.resource()))));
        timed("expose", () -> client.indices().updateAliases(update -> update.actions(actions)));
    }

    /** The version that has the readers' alias. */
    public OptionalInt exposed() {
        String prefix = model.resource() + "_v";
        return holders().stream()
                .filter(holder -> holder.matches(Pattern.quote(prefix) + "[0-9]{1,9}"))
                .mapToInt(holder -> Integer.parseInt(holder.substring(prefix.length())))
                .max();
    }

    private Set<String> holders() {
        boolean known = timed("alias", () -> client.indices().existsAlias(alias -> alias.name(model.resource())))
                .value();
        return known
                ? timed("alias", () -> client.indices().getAlias(alias -> alias.name(model.resource())))
                        .aliases()
                        .keySet()
                : Set.of();
    }

    /** Deletes the index of this version, if there is one. */
    public void drop() {
        if (exists()) {
            timed("drop", () -> client.indices().delete(index -> index.index(location())));
        }
    }

    /**
     * What the entries have in common with those of another version.
     *
     * @param aggregateField that tells what an entry is about, below its organization; absent where its key tells it
     */
    public Fingerprint.Source fingerprints(@Nullable String aggregateField) {
        return new Fingerprints(aggregateField);
    }

    private final class Fingerprints implements Fingerprint.Source {

        private static final String POSITION = "position";

        /** A page takes a fraction of a second. */
        private static final String KEEP_ALIVE = "1m";

        private final @Nullable String aggregateField;
        private final List<String> read;

        Fingerprints(@Nullable String aggregateField) {
            this.aggregateField = aggregateField;
            this.read = aggregateField == null ? List.of(POSITION) : List.of(POSITION, aggregateField);
        }

        @Override
        public void forEachPage(Consumer<Collection<Fingerprint>> page) {
            TenantScope.requirePlatform();
            String view = timed(
                            "scan",
                            () -> client.openPointInTime(
                                    open -> open.index(location()).keepAlive(time -> time.time(KEEP_ALIVE))))
                    .id();
            try {
                List<FieldValue> behind = List.of();
                do {
                    List<Hit<ObjectNode>> hits = page(view, behind);
                    if (!hits.isEmpty()) {
                        page.accept(hits.stream()
                                .map(hit -> fingerprint(hit.id(), hit.version(), hit.source()))
                                .toList());
                    }
                    behind = hits.size() < PAGE ? List.of() : hits.getLast().sort();
                } while (!behind.isEmpty());
            } finally {
                timed("scan", () -> client.closePointInTime(close -> close.id(view)));
            }
        }

        private List<Hit<ObjectNode>> page(String view, List<FieldValue> behind) {
            SearchRequest.Builder request = new SearchRequest.Builder()
                    .pit(pit -> pit.id(view).keepAlive(time -> time.time(KEEP_ALIVE)))
                    .size(PAGE)
                    .sort(sort -> sort.field(by -> by.field("_shard_doc").order(SortOrder.Asc)))
                    .source(source -> source.filter(filter -> filter.includes(read)))
                    .trackTotalHits(total -> total.enabled(false))
                    .version(true)
                    .allowPartialSearchResults(false);
            if (!behind.isEmpty()) {
                request.searchAfter(behind);
            }
            return timed("scan", () -> client.search(request.build(), ObjectNode.class))
                    .hits()
                    .hits();
        }

        @Override
        public Map<String, Fingerprint> of(Collection<String> documentIds) {
            TenantScope.requirePlatform();
            List<MultiGetOperation> wanted = documentIds.stream()
                    .map(id -> MultiGetOperation.of(get -> get.index(writeAlias())
                            .id(id)
                            .routing(id.substring(0, id.indexOf(':')))
                            .source(source -> source.filter(filter -> filter.includes(read)))))
                    .toList();
            Map<String, Fingerprint> found = new HashMap<>();
            for (MultiGetResponseItem<ObjectNode> item : timed(
                            "load", () -> client.mget(get -> get.docs(wanted), ObjectNode.class))
                    .docs()) {
                if (item.isFailure()) {
                    throw failed(item.failure().error(), 0);
                }
                GetResult<ObjectNode> result = item.result();
                if (result.found()) {
                    found.put(result.id(), fingerprint(result.id(), result.version(), result.source()));
                }
            }
            return found;
        }

        private Fingerprint fingerprint(@Nullable String id, @Nullable Long entryVersion, @Nullable ObjectNode source) {
            String key = Objects.requireNonNull(id);
            long position = source == null ? 0 : source.path(POSITION).asLong(0);
            String subject = aggregateField == null || source == null
                    ? key
                    : key.substring(0, key.indexOf(':') + 1)
                            + source.path(aggregateField).asString("");
            return new Fingerprint(key, subject, Objects.requireNonNull(entryVersion), position);
        }
    }

    private InputStream mapping() {
        @Nullable InputStream file = type.getResourceAsStream(fields);
        if (file == null) {
            throw new IllegalStateException("there is no " + fields + " beside " + type.getName());
        }
        return file;
    }

    private String writeAlias() {
        return location() + ".write";
    }

    private interface Request<T> {
        T send() throws IOException;
    }

    private <T> T timed(String operation, Request<T> request) {
        Timer.Sample sample = Timer.start();
        try {
            return request.send();
        } catch (TransportException e) {
            // An answer that came but cannot be read is a fault here, and no outage.
            throw isAway(e.statusCode()) ? new StoreAway(Store.ELASTICSEARCH, e) : new UncheckedIOException(e);
        } catch (IOException e) {
            throw new StoreAway(Store.ELASTICSEARCH, e);
        } catch (ElasticsearchException e) {
            throw isAway(e.status()) ? new StoreAway(Store.ELASTICSEARCH, e) : failed(e);
        } finally {
            sample.stop(Timer.builder("comptoir.elasticsearch.requests")
                    .description("Requests to Elasticsearch")
                    .tag("index", place())
                    .tag("operation", operation)
                    .publishPercentileHistogram()
                    .register(meters));
        }
    }

    private static boolean isAway(int status) {
        return status == 429 || status >= 500;
    }

    private RuntimeException failed(ElasticsearchException e) {
        return e.status() == NOT_FOUND ? missing() : e;
    }

    /** The reason may quote a document, so only its type is told. */
    private RuntimeException failed(ErrorCause error, int status) {
        if ("index_not_found_exception".equals(error.type())) {
            return missing();
        }
        String what = place() + " refused an entry: " + error.type();
        if (status == MALFORMED || status == TOO_LARGE) {
            return new RefusedDocument(what);
        }
        return isAway(status)
                ? new StoreAway(Store.ELASTICSEARCH, new IllegalStateException(what))
                : new StoreFailure(Store.ELASTICSEARCH, what);
    }

    private IncompleteReadModel missing() {
        return new IncompleteReadModel("the index " + place() + " is missing");
    }

    private String place() {
        return version == null ? model.resource() : version.location();
    }
}
