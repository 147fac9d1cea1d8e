package io.comptoir.projection.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.mget.MultiGetOperation;
import co.elastic.clients.elasticsearch.core.mget.MultiGetResponseItem;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.replay.IncompleteReadModel;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The index of one read model. Entries lie with those of the same organization (routing), and whoever searches says for which
 * organization, and must work for it; there is no way to search without. Readers know the index by its alias; the writer knows it by an alias of its
 * version that only the index itself brings, so that a deleted index is noticed and never made again by accident with fields
 * that were guessed.
 *
 * @param <D> an entry
 */
public final class SearchIndex<D> {

    /** An entry with what guards it: a write with the same or an older version changes nothing. */
    public record Write<D>(String id, TenantId tenantId, long version, D entry) {}

    /** Elasticsearch refuses requests of 100 MB and answers best to some of its order. */
    private static final int MAX_BULK_BYTES = 8 * 1_024 * 1_024;

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    /** One shard holds some ten million orders; more would need a routing that spreads large organizations. */
    private static final String SHARDS = "1";

    /** The writer says when entries become findable; this is for the case that it ends before it can. */
    private static final String REFRESH_AT_LEAST_EVERY = "30s";

    private static final String QUERY_LIMIT = "5s";

    private static final JsonMapper JSON = ContractJson.mapper();

    private final ElasticsearchClient client;
    private final ReadModel model;
    private final Class<D> type;
    private final String fields;
    private final MeterRegistry meters;

    /** @param fields the mapping, a file beside the class of the entries */
    public SearchIndex(
            ElasticsearchClient client, ReadModel model, Class<D> type, String fields, MeterRegistry meters) {
        this.client = client;
        this.model = model;
        this.type = type;
        this.fields = fields;
        this.meters = meters;
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
                throw failed(item.failure().error());
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
                throw failed(error);
            }
        }
    }

    /** Makes what was written findable. */
    public void refresh() {
        timed("refresh", () -> client.indices().refresh(refresh -> refresh.index(writeAlias())));
    }

    public boolean exists() {
        return timed("exists", () -> client.indices().exists(index -> index.index(model.location())))
                .value();
    }

    /** Creates the index if it is missing, and the aliases with it in one step. */
    public void create() {
        if (!exists()) {
            try (InputStream mapping = mapping()) {
                timed(
                        "create",
                        () -> client.indices()
                                .create(create -> create.index(model.location())
                                        .settings(settings -> settings.numberOfShards(SHARDS)
                                                .autoExpandReplicas("0-1")
                                                .refreshInterval(time -> time.time(REFRESH_AT_LEAST_EVERY)))
                                        .mappings(mappings -> mappings.withJson(mapping))
                                        .aliases(model.resource(), alias -> alias)
                                        .aliases(writeAlias(), alias -> alias)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ElasticsearchException e) {
                if (!"resource_already_exists_exception".equals(e.error().type())) {
                    throw e;
                }
            }
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
        return model.location() + ".write";
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
                    .tag("index", model.location())
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
    private RuntimeException failed(ErrorCause error) {
        return "index_not_found_exception".equals(error.type())
                ? missing()
                : new IllegalStateException(model.location() + " refused an entry: " + error.type());
    }

    private IncompleteReadModel missing() {
        return new IncompleteReadModel("the index " + model.location() + " is missing");
    }
}
