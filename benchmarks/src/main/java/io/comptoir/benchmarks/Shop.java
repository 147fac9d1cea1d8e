package io.comptoir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** An organization that sells, with a catalogue in stock, and what it must have sold by what was answered. */
final class Shop {

    /** Of each SKU, more than any workload sells. */
    static final int UNITS = 1_000_000;

    static final List<String> COUNTRIES = List.of("France", "Germany", "United Kingdom", "EIRE", "Spain");

    private static final int LINES = 3;

    /** Customers come back, so keys of people are read more often than made. */
    private static final int CUSTOMERS = 1_000;

    /** The server works on two; the others are on their way. */
    private static final int IMPORTS_AT_A_TIME = 4;

    /** As many lines as a document of adjustments can have. */
    private static final int ROWS_OF_AN_INVOICE = 2_000;

    private static final Duration IMPORT_LIMIT = Duration.ofHours(1);

    /** The first line of a file to import. */
    static final String HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    /** Slugs are unique for ever. */
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final Server server;
    private final TenantId id;
    private final String credentials;
    private final int skus;
    private final AtomicIntegerArray sold;
    private final AtomicLong orders = new AtomicLong();
    private final AtomicLong lastPosition = new AtomicLong();

    private Shop(Server server, TenantId id, String credentials, int skus) {
        this.server = server;
        this.id = id;
        this.credentials = credentials;
        this.skus = skus;
        this.sold = new AtomicIntegerArray(skus);
    }

    /** New organizations, each with so many SKUs in stock. */
    static List<Shop> open(Server server, int count, int skusEach) throws IOException, InterruptedException {
        List<Shop> shops = new ArrayList<>();
        try (Connection connection = server.connect()) {
            String operator = server.operator();
            for (int i = 0; i < count; i++) {
                String slug = "bench-" + OPENED.incrementAndGet();
                JsonNode created = Server.json(connection
                        .post("/v1/organizations", operator, "{\"name\":\"Bench\",\"slug\":\"" + slug + "\"}")
                        .expect(201));
                shops.add(new Shop(
                        server,
                        TenantId.of(created.get("id").asString()),
                        Server.credentials(created.at("/ownerKey/secret").asString()),
                        skusEach));
            }
        }
        stock(shops);
        return shops;
    }

    private static void stock(List<Shop> shops) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(IMPORTS_AT_A_TIME)) {
            List<Future<?>> running = new ArrayList<>();
            for (Shop shop : shops) {
                running.add(threads.submit(() -> {
                    shop.stock();
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a catalogue was not imported", e);
        }
    }

    /** Rows that cost nothing are corrections of stock: the quickest way to a catalogue, two appends for thousands of SKUs. */
    private void stock() throws IOException, InterruptedException {
        if (skus == 0) {
            return;
        }
        StringBuilder file = new StringBuilder(HEADER);
        for (int sku = 0; sku < skus; sku++) {
            file.append(1 + sku / ROWS_OF_AN_INVOICE)
                    .append(",S-")
                    .append(sku)
                    .append(",Product ")
                    .append(sku)
                    .append(',')
                    .append(UNITS)
                    .append(",12/1/10 8:26,0,,\n");
        }
        JsonNode ended = awaitImport(startImport(file.toString().getBytes(UTF_8)));
        WrongAnswer.unless(ended.get("adjustmentRows").asInt() == skus, "the catalogue was not imported: " + ended);
    }

    /** Sends a file of orders; answers where its import is found. */
    String startImport(byte[] csv) throws IOException {
        try (Connection connection = server.connect()) {
            return connection
                    .send("POST", "/v1/imports?profile=online-retail", credentials + "Content-Type: text/csv\r\n", csv)
                    .expect(202)
                    .header("Location");
        }
    }

    /** Waits for the end of an import; answers how it ended. */
    JsonNode awaitImport(String location) throws IOException, InterruptedException {
        long end = System.nanoTime() + IMPORT_LIMIT.toNanos();
        try (Connection connection = server.connect()) {
            while (System.nanoTime() < end) {
                Connection.Answer answer = connection.get(location, credentials);
                // A read model that has just begun to follow does not know it yet.
                if (answer.status() != 404) {
                    JsonNode now = Server.json(answer.expect(200));
                    String status = now.get("status").asString();
                    if (!status.equals("running")) {
                        WrongAnswer.unless(status.equals("completed"), "an import failed: " + now);
                        return now;
                    }
                }
                Thread.sleep(20);
            }
        }
        throw new IllegalStateException("an import did not end");
    }

    TenantId id() {
        return id;
    }

    /** The header lines of its owner. */
    String credentials() {
        return credentials;
    }

    long orders() {
        return orders.get();
    }

    /** Places an order of three different SKUs, one unit each, and looks at the answer. */
    Connection.Answer placeOrder(Connection connection, SplittableRandom random) throws IOException {
        int first = random.nextInt(skus);
        int step = 1 + random.nextInt(Math.max(1, skus / LINES));
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < LINES; line++) {
            lines.append(line == 0 ? "" : ",")
                    .append("{\"sku\":\"S-")
                    .append((first + line * step) % skus)
                    .append("\",\"quantity\":1,\"unitPrice\":{\"amount\":\"2.50\",\"currency\":\"GBP\"}}");
        }
        int customer = random.nextInt(CUSTOMERS);
        Connection.Answer answer = connection
                .post("/v1/orders", credentials, """
                        {"channel":"bench","currency":"GBP","customer":{"reference":"c-%d","name":"Customer %d",\
                        "country":"%s"},"lines":[%s]}""".formatted(
                                customer, customer, COUNTRIES.get(customer % COUNTRIES.size()), lines))
                .expect(201);
        WrongAnswer.unless(
                answer.body().contains("\"total\":{\"amount\":\"7.50\",\"currency\":\"GBP\"}"),
                "an order of three at 2.50 has another total: " + answer.body());
        for (int line = 0; line < LINES; line++) {
            sold.incrementAndGet((first + line * step) % skus);
        }
        orders.incrementAndGet();
        lastPosition.accumulateAndGet(answer.position(), Math::max);
        return answer;
    }

    /** Whether lists, search and stock say what the answers to all orders say. */
    void check() throws IOException {
        try (Connection connection = server.connect()) {
            String afterAll = credentials + "Comptoir-After: " + lastPosition.get() + "\r\n";
            long found = Server.json(connection
                            .get("/v1/search/orders?channel=bench&limit=1", afterAll)
                            .expect(200))
                    .get("total")
                    .asLong();
            WrongAnswer.unless(
                    found == orders.get(), "%d orders were accepted, %d are found".formatted(orders.get(), found));
            for (int sku = 0; sku < skus; sku += 1 + skus / 20) {
                JsonNode stock = Server.json(
                        connection.get("/v1/inventory/S-" + sku, afterAll).expect(200));
                WrongAnswer.unless(
                        stock.get("reserved").asInt() == sold.get(sku)
                                && stock.get("available").asInt() == UNITS - sold.get(sku),
                        "%d units of S-%d were sold, the stock says %s".formatted(sold.get(sku), sku, stock));
            }
        }
    }
}
