package io.comptoir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.bson.Document;
import tools.jackson.databind.JsonNode;

/** Every read model is built again while orders come in, beside raw bulk writes of the same documents. */
final class W6Rebuild implements Workload {

    /** As many documents as a read model writes at a time at most. */
    private static final int BULK = 500;

    /** Raw writes of more documents take no longer for each. */
    private static final int MAX_RAW_DOCUMENTS = 200_000;

    private static final int SHOWN = 1_000;

    private static final Duration REBUILD_LIMIT = Duration.ofHours(1);
    private static final long LOOK_EVERY_MILLIS = 50;

    private final String name;
    private final int organizations;

    private W6Rebuild(String name, int organizations) {
        this.name = name;
        this.organizations = organizations;
    }

    /** With the long history of one organization. */
    static W6Rebuild ofAMillion() {
        return new W6Rebuild("W6", 1);
    }

    /** With five organizations that have such a history; measured once, because it takes hours to make and to build again. */
    static W6Rebuild ofFiveMillion() {
        return new W6Rebuild("W6-5M", 5);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return organizations == 1
                ? "rebuild of every read model, one after the other, while orders come in"
                : "the same from five times as many events";
    }

    /** How a rebuild went; {@code documents} is what it wrote. */
    private record Rebuilt(double buildSeconds, double allSeconds, long documents) {}

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        PastOrders past = bench.history();
        Server server = bench.server();
        for (Shop shop : Shop.open(server, organizations - 1, 0)) {
            PastOrders unused = PastOrders.imported(server, shop, past.count());
        }
        Shop live = past.shop();
        int rate = bench.size(10, 50);
        Load.Request order = (connection, random) -> {
            live.placeOrder(connection, random);
            return "order";
        };
        Load.Times quiet = Load.open(server, rate, bench.duration(3, 60), Bench.SEED, order);
        findings.remark("%,d events; %d orders/s come in.".formatted(server.head(), rate));
        List<String> models = bench.isSmoke() ? List.of("orders", "events-search") : models(server);
        for (int run = 1; run <= (organizations == 1 ? bench.runs() : 1); run++) {
            List<Double> heap = new ArrayList<>();
            for (String model : models) {
                measure(server, model, order, rate, run, quiet, heap, findings);
            }
            findings.measure("heap in use after the first rebuild", "MB").add(heap.getFirst());
            findings.measure("heap in use after the last rebuild", "MB").add(heap.getLast());
        }
        live.check();
    }

    private void measure(
            Server server,
            String model,
            Load.Request order,
            int rate,
            int run,
            Load.Times quiet,
            List<Double> heap,
            Findings findings)
            throws Exception {
        long events = server.head();
        CompletableFuture<Rebuilt> rebuild = CompletableFuture.supplyAsync(() -> {
            try {
                return rebuild(server, model);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        // A part at a time, because nobody knows how long it takes.
        List<Load.Times> parts = new ArrayList<>();
        do {
            parts.add(Load.open(server, rate, Duration.ofSeconds(5), Bench.SEED + 1_000L * run + parts.size(), order));
        } while (!rebuild.isDone());
        Rebuilt rebuilt = rebuild.join();
        Histogram during = new Histogram(3);
        parts.forEach(times -> during.add(times.all()));
        findings.measure(model + ": events/s", "1/s").add(events / rebuilt.buildSeconds());
        findings.measure(model + ": until readers see it", "s").add(rebuilt.allSeconds());
        findings.measure("p99 of an order during a rebuild as a multiple of the quiet p99", "")
                .atMost(2)
                .otherwise("a rebuild takes what the cores have to give", "let rebuilds pause while orders wait")
                .add(during.getValueAtPercentile(99) / 1e3 / quiet.millis(99));
        if (model.equals("orders")) {
            compare(findings, model, rebuilt, rawMongo(server), 0.4);
        }
        if (model.equals("events-search")) {
            compare(findings, model, rebuilt, rawElasticsearch(server), 0.7);
        }
        heap.add(server.heapMegabytes());
    }

    private static void compare(Findings findings, String model, Rebuilt rebuilt, double raw, double goal) {
        if (rebuilt.documents() == 0) {
            throw new IllegalStateException("nobody saw how many documents were rebuilt of " + model);
        }
        double written = rebuilt.documents() / rebuilt.buildSeconds();
        findings.measure(model + ": documents/s", "1/s").add(written);
        findings.measure(model + ": documents/s of raw bulk writes", "1/s").add(raw);
        findings.measure(model + ": documents/s as a part of raw", "")
                .atLeast(goal)
                .otherwise(
                        "events are read and folded one by one before a document is written",
                        "read the events once for all models that are rebuilt")
                .add(written / raw);
    }

    private static List<String> models(Server server) throws IOException {
        List<String> names = new ArrayList<>();
        try (Connection connection = server.connect()) {
            Server.json(connection.get("/v1/projections", server.operator()).expect(200))
                    .get("data")
                    .forEach(model -> names.add(model.get("name").asString()));
        }
        return names;
    }

    private static Rebuilt rebuild(Server server, String model) throws Exception {
        String path = "/v1/projections/" + model;
        long begin = System.nanoTime();
        double buildSeconds = 0;
        long documents = 0;
        try (Connection connection = server.connect()) {
            int before = Server.json(connection.get(path, server.operator()).expect(200))
                    .get("version")
                    .asInt();
            connection.post(path + "/rebuild", server.operator(), "{}").expect(202);
            while (System.nanoTime() - begin < REBUILD_LIMIT.toNanos()) {
                JsonNode status =
                        Server.json(connection.get(path, server.operator()).expect(200));
                JsonNode rebuild = status.path("rebuild");
                WrongAnswer.unless(
                        !rebuild.path("state").asString("").equals("verification-failed"),
                        "a rebuilt version is not what was there: " + status);
                if (buildSeconds == 0
                        && !rebuild.path("state").asString("building").equals("building")) {
                    buildSeconds = (System.nanoTime() - begin) / 1e9;
                }
                documents = Math.max(
                        documents, rebuild.at("/verification/documents").asLong(0));
                if (status.get("version").asInt() > before && rebuild.isMissingNode()) {
                    double all = (System.nanoTime() - begin) / 1e9;
                    return new Rebuilt(buildSeconds == 0 ? all : buildSeconds, all, documents);
                }
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        }
        throw new IllegalStateException("the rebuild of " + model + " did not end");
    }

    /** Documents a second that one client inserts, as the read model does. */
    private static double rawMongo(Server server) throws IOException {
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + StorePorts.ofMongo(server))) {
            MongoDatabase database = client.getDatabase("comptoir");
            String newest = database.listCollectionNames().into(new ArrayList<>()).stream()
                    .filter(name -> name.startsWith("orders_v"))
                    .max(Comparator.comparingInt(name -> Integer.parseInt(name.substring(8))))
                    .orElseThrow();
            List<Document> documents = database.getCollection(newest)
                    .find()
                    .limit(MAX_RAW_DOCUMENTS)
                    .into(new ArrayList<>());
            MongoCollection<Document> raw = database.getCollection("raw_orders");
            raw.drop();
            database.getCollection(newest).listIndexes().forEach(index -> {
                Document key = index.get("key", Document.class);
                if (!key.equals(new Document("_id", 1))) {
                    raw.createIndex(key);
                }
            });
            long begin = System.nanoTime();
            for (int from = 0; from < documents.size(); from += BULK) {
                raw.bulkWrite(
                        documents.subList(from, Math.min(documents.size(), from + BULK)).stream()
                                .map(InsertOneModel::new)
                                .toList(),
                        new BulkWriteOptions().ordered(false));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            raw.drop();
            return documents.size() / seconds;
        }
    }

    private static double rawElasticsearch(Server server) throws IOException {
        try (Connection connection = new Connection(StorePorts.ofElasticsearch(server))) {
            Map.Entry<String, JsonNode> index = Server.json(
                            connection.get("/events/_mapping", "").expect(200))
                    .properties()
                    .iterator()
                    .next();
            List<String> documents = documents(connection);
            connection.send("DELETE", "/raw_events?ignore_unavailable=true", "", new byte[0]);
            json(
                    connection,
                    "PUT",
                    "/raw_events",
                    "{\"settings\":{\"number_of_shards\":1,\"auto_expand_replicas\":\"0-1\"},\"mappings\":"
                            + index.getValue().get("mappings") + "}");
            long begin = System.nanoTime();
            for (int from = 0; from < documents.size(); from += BULK) {
                StringBuilder bulk = new StringBuilder();
                for (String document : documents.subList(from, Math.min(documents.size(), from + BULK))) {
                    bulk.append(document);
                }
                Connection.Answer answer = connection
                        .send(
                                "POST",
                                "/raw_events/_bulk",
                                "Content-Type: application/x-ndjson\r\n",
                                bulk.toString().getBytes(UTF_8))
                        .expect(200);
                WrongAnswer.unless(
                        answer.body().contains("\"errors\":false"),
                        "a raw bulk write failed: "
                                + answer.body()
                                        .substring(
                                                0, Math.min(SHOWN, answer.body().length())));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            connection.send("DELETE", "/raw_events", "", new byte[0]).expect(200);
            return documents.size() / seconds;
        }
    }

    private static List<String> documents(Connection connection) throws IOException {
        List<String> documents = new ArrayList<>();
        JsonNode page = json(connection, "POST", "/events/_search?scroll=1m", "{\"size\":1000}");
        while (documents.size() < MAX_RAW_DOCUMENTS && !page.at("/hits/hits").isEmpty()) {
            page.at("/hits/hits").forEach(hit -> documents.add(asBulkLines(hit)));
            page = json(
                    connection,
                    "POST",
                    "/_search/scroll",
                    "{\"scroll\":\"1m\",\"scroll_id\":\""
                            + page.get("_scroll_id").asString() + "\"}");
        }
        return documents;
    }

    private static String asBulkLines(JsonNode hit) {
        String routing = hit.path("_routing").asString("");
        return "{\"index\":{\"_id\":\"%s\"%s}}\n%s\n"
                .formatted(
                        hit.get("_id").asString(),
                        routing.isEmpty() ? "" : ",\"routing\":\"" + routing + "\"",
                        hit.get("_source"));
    }

    private static JsonNode json(Connection connection, String method, String path, String body) throws IOException {
        return Server.json(connection
                .send(method, path, "Content-Type: application/json\r\n", body.getBytes(UTF_8))
                .expect(200));
    }
}
