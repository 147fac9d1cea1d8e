package io.comptoir.benchmarks;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.RegisterProducts;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.server.ComptoirServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The deciding side alone, in this process, on the embedded event store: what orders cost without HTTP and read models. The rows
 * that it wrote are then written again by plain JDBC, which is what could be had at most.
 */
final class W0InProcess implements Workload {

    private static final int TENANTS = 8;
    private static final int IN_FLIGHT = 128;
    private static final int LINES = 3;

    /** An order of three SKUs is three reservations and the order itself. */
    private static final int EVENTS_OF_AN_ORDER = 4;

    private static final int CUSTOMERS = 1_000;

    /** So many orders are written again, in transactions of so many, by so many writers: one for each core. */
    private static final int RAW_ORDERS = 20_000;

    private static final int RAW_ORDERS_IN_A_TRANSACTION = 64;
    private static final int RAW_WRITERS = 2;

    private static final Actor ACTOR = Actor.system("benchmark");
    private static final Channel CHANNEL = new Channel("bench");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Money PRICE = Money.of("2.50", GBP);

    @Override
    public String name() {
        return "W0";
    }

    @Override
    public String title() {
        return "orders of 3 lines in one process, 8 organizations, 128 in flight, beside a raw append of the same rows";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        bench.close();
        Path folder = Files.createTempDirectory(
                "comptoir-bench", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        try (ConfigurableApplicationContext context = ComptoirServer.start(
                "--server.port=0",
                "--management.server.port=0",
                "--comptoir.roles=command",
                // Named so that they are not started; nothing that decides asks them.
                "--comptoir.mongodb.uri=mongodb://127.0.0.1:1/none",
                "--comptoir.elasticsearch.uri=http://127.0.0.1:1",
                "--comptoir.data-dir=" + folder.resolve("data"),
                // A line for each order would be a measurement of the console.
                "--logging.level.io.comptoir=warn")) {
            bench.noteFsync(folder.resolve("data"));
            measure(context.getBean(Commands.class), EventStore.below(folder.resolve("data")), bench, findings);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void measure(Commands commands, EventStore store, Bench bench, Findings findings) throws Exception {
        int skus = bench.size(800, 10_000) / TENANTS;
        List<TenantId> tenants = IntStream.range(0, TENANTS)
                .mapToObj(i -> new TenantId(Uuids.timeOrdered(bench.clock().instant())))
                .toList();
        tenants.forEach(tenant -> stock(commands, tenant, skus));
        findings.remark("%,d SKUs in all; the customers are %,d in each organization and have names."
                .formatted(TENANTS * skus, CUSTOMERS));
        place(
                commands,
                bench.clock(),
                tenants,
                skus,
                bench.duration(4, 30),
                Bench.SEED - 1,
                new ConcurrentHistogram(3));
        Duration duration = bench.duration(3, 30);
        for (int run = 1; run <= bench.runs(); run++) {
            Histogram times = new ConcurrentHistogram(3);
            long before = head(store);
            long begin = System.nanoTime();
            long orders = place(commands, bench.clock(), tenants, skus, duration, Bench.SEED + run, times);
            double perSecond = orders / ((System.nanoTime() - begin) / 1e9);
            long events = head(store) - before;
            WrongAnswer.unless(
                    events == orders * EVENTS_OF_AN_ORDER,
                    "%d orders were accepted, %d events are stored".formatted(orders, events));
            double raw = raw(store, before);
            findings.measure("orders/s", "1/s").add(perSecond);
            findings.measure("orders/s of the raw append", "1/s").add(raw);
            findings.measure("orders/s as a part of raw", "")
                    .atLeast(0.7)
                    .otherwise(
                            "aggregates, envelopes and seals are made in the process that appends; the raw append has its bytes",
                            "an append that takes what is serialised once for all columns")
                    .add(perSecond / raw);
            findings.measure("p50", "ms").add(times.getValueAtPercentile(50) / 1e3);
            findings.measure("p99", "ms")
                    .atMost(100)
                    .otherwise(
                            "keys of new customers are committed in the vault before an order is decided",
                            "keys of several customers in one commit")
                    .add(times.getValueAtPercentile(99) / 1e3);
            findings.latencies("orders in one process, 128 in flight", times);
        }
    }

    private static void stock(Commands commands, TenantId tenant, int skus) {
        for (int from = 0; from < skus; from += RegisterProducts.MAX_PRODUCTS) {
            List<Sku> part = IntStream.range(from, Math.min(skus, from + RegisterProducts.MAX_PRODUCTS))
                    .mapToObj(W0InProcess::sku)
                    .toList();
            accepted(
                    commands,
                    new RegisterProducts(
                            tenant,
                            part.stream()
                                    .map(sku -> new RegisterProducts.NewProduct(sku, new Note("Product"), PRICE))
                                    .toList()));
            accepted(
                    commands,
                    new BookAdjustments(
                            tenant,
                            CHANNEL,
                            new ExternalId("stock-" + from),
                            part.stream()
                                    .map(sku -> new AdjustmentLine(
                                            sku, Location.MAIN, new StockDelta(Shop.UNITS), new Note("bench")))
                                    .toList(),
                            Supply.RECEIVED_FIRST));
        }
    }

    private static Sku sku(int number) {
        return new Sku("S-" + number);
    }

    private static void accepted(Commands commands, Command command) {
        Decision<?> decision = TenantScope.in(command.tenantId(), () -> commands.send(command, ACTOR));
        WrongAnswer.unless(decision instanceof Decision.Accepted<?>, "not accepted: " + decision);
    }

    /** @return how many orders were placed */
    private static long place(
            Commands commands,
            Clock clock,
            List<TenantId> tenants,
            int skus,
            Duration duration,
            long seed,
            Histogram times)
            throws Exception {
        AtomicLong tickets = new AtomicLong();
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < IN_FLIGHT; caller++) {
                running.add(callers.submit(() -> {
                    while (System.nanoTime() < end) {
                        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + tickets.getAndIncrement());
                        long begin = System.nanoTime();
                        accepted(commands, order(tenants.get(random.nextInt(TENANTS)), clock.instant(), skus, random));
                        times.recordValue((System.nanoTime() - begin) / 1_000);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        return times.getTotalCount();
    }

    private static PlaceOrder order(TenantId tenant, Instant now, int skus, SplittableRandom random) {
        int first = random.nextInt(skus);
        int step = 1 + random.nextInt(skus / LINES);
        int customer = random.nextInt(CUSTOMERS);
        return new PlaceOrder(
                tenant,
                OrderId.next(now),
                CHANNEL,
                null,
                GBP,
                new Customer(
                        DataSubjectId.chosen("c-" + customer),
                        new Note("Customer " + customer),
                        null,
                        new Country("France")),
                now,
                null,
                IntStream.range(0, LINES)
                        .mapToObj(
                                line -> new PlaceOrder.Line(sku((first + line * step) % skus), new Quantity(1), PRICE))
                        .toList(),
                Supply.FROM_STOCK);
    }

    private static long head(EventStore store) throws SQLException {
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet head = statement.executeQuery("select count(*) from events")) {
            head.next();
            return head.getLong(1);
        }
    }

    /**
     * Writes the rows behind a position into a table with the same columns and keys.
     *
     * @return orders a second
     */
    private static double raw(EventStore store, long after) throws Exception {
        List<Object[]> rows = rows(store, after);
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists raw_events");
            // The columns, defaults, keys and constraints, and none of the triggers.
            statement.execute("create table raw_events (like events including all)");
        }
        int rowsInATransaction = RAW_ORDERS_IN_A_TRANSACTION * EVENTS_OF_AN_ORDER;
        AtomicLong next = new AtomicLong();
        long begin = System.nanoTime();
        try (ExecutorService writers = Executors.newFixedThreadPool(RAW_WRITERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < RAW_WRITERS; writer++) {
                running.add(writers.submit(() -> {
                    try (Connection connection = store.connect();
                            PreparedStatement insert = connection.prepareStatement(
                                    "insert into raw_events (event_id, stream, sequence, aggregate_type, recorded_at,"
                                            + " payload_type, payload_revision, payload, meta_data)"
                                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                        connection.setAutoCommit(false);
                        for (int from = (int) next.getAndAdd(rowsInATransaction);
                                from < rows.size();
                                from = (int) next.getAndAdd(rowsInATransaction)) {
                            for (Object[] row : rows.subList(from, Math.min(rows.size(), from + rowsInATransaction))) {
                                for (int column = 0; column < row.length; column++) {
                                    insert.setObject(column + 1, row[column]);
                                }
                                insert.addBatch();
                            }
                            insert.executeBatch();
                            connection.commit();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        return rows.size() / (double) EVENTS_OF_AN_ORDER / ((System.nanoTime() - begin) / 1e9);
    }

    private static List<Object[]> rows(EventStore store, long after) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        try (Connection connection = store.connect();
                PreparedStatement query = connection.prepareStatement(
                        "select event_id, stream, sequence, aggregate_type, recorded_at, payload_type, payload_revision,"
                                + " payload, meta_data from events order by position offset ? limit ?")) {
            query.setLong(1, after);
            query.setInt(2, RAW_ORDERS * EVENTS_OF_AN_ORDER);
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    Object[] row = new Object[9];
                    for (int column = 0; column < row.length; column++) {
                        row[column] = found.getObject(column + 1);
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
