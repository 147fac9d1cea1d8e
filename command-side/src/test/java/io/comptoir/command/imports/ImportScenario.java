package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandSide;
import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.imports.ImportAdvanced;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.AggregateCache;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.privacy.Sealing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Imports through the real bus, aggregates and handlers, on an event store in memory and a folder of the test. The server of
 * a scenario can be killed and started again over the same store and folder.
 */
final class ImportScenario {

    static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n";

    static final Actor IMPORTER = Actor.key("abcdefghijkl2345");

    private final EventStore events = CommandSide.bean(EventStore.class);
    private final @Nullable TrackingToken before = events.createHeadToken();
    private final TenantId tenantId = new TenantId(Uuids.timeOrdered(Instant.EPOCH));
    private final Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private Duration tick = Duration.ZERO;
    private Server server;

    /** One run of the server. */
    final class Server {
        final KillableBus bus = new KillableBus(CommandSide.bean(CommandBus.class));
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final ImportRunner runner;
        final ImportIntake intake;

        Server(ExecutorService threads) {
            Commands commands = new Commands(bus, CommandSide.bean(Sealing.class), Tracer.NOOP, meters);
            ImportFiles files = new ImportFiles(folder);
            runner = new ImportRunner(
                    files,
                    CommandSide.bean(ImportHistory.class),
                    commands,
                    new ImportMetrics(meters),
                    () -> nanos.addAndGet(tick.toNanos()),
                    threads);
            intake =
                    new ImportIntake(files, runner, CommandSide.bean(ImportHistory.class), commands, Clock.systemUTC());
        }
    }

    ImportScenario(Path folder) {
        this.folder = folder;
        this.server = new Server(new SameThread());
    }

    TenantId tenantId() {
        return tenantId;
    }

    Server server() {
        return server;
    }

    /** Every look at the clock takes so long. */
    ImportScenario withTick(Duration duration) {
        tick = duration;
        return this;
    }

    /** The server is gone, with what it had in memory; another one stands ready to be started. */
    Server replace(ExecutorService threads) {
        CommandSide.bean(AggregateCache.class).removeAll();
        server = new Server(threads);
        return server;
    }

    Server restart(ExecutorService threads) {
        replace(threads).runner.start();
        return server;
    }

    Server restart() {
        return restart(new SameThread());
    }

    /** Sends rows below the usual header and answers what became of the import. */
    ImportState send(String... rows) {
        return sendFile(HEADER + String.join("\r\n", rows) + "\r\n");
    }

    ImportState sendFile(String content) {
        return sendFile(new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    ImportState sendFile(InputStream content) {
        Decision<ImportState> decision = accept(content);
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        return state(((Decision.Accepted<ImportState>) decision).outcome().id());
    }

    Decision<ImportState> accept(InputStream content) {
        try {
            return server.intake.accept(tenantId, IMPORTER, ImportProfile.ONLINE_RETAIL, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ImportState state(ImportId id) {
        return CommandSide.bean(ImportHistory.class)
                .find(new ImportRef(tenantId, id))
                .orElseThrow()
                .state();
    }

    /** The files in the folder, by name. */
    List<String> files() {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything stored for this organization, in order. */
    List<DomainEvent> events() {
        return CommandSide.stored(CommandSide.bean(EventStorageEngine.class), before, tenantId);
    }

    <E extends DomainEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The stock of every SKU. */
    Map<Sku, StockState> stock() {
        Map<Sku, StockState> stock = new TreeMap<>();
        for (StockEvent event : events(StockEvent.class)) {
            stock.put(
                    event.sku(),
                    stock.getOrDefault(event.sku(), StockState.none(event.sku()))
                            .after(event));
        }
        return stock;
    }

    /** What was imported, without what differs between organizations: the same file must always give the same. */
    List<String> imported() {
        List<String> imported = new ArrayList<>();
        for (DomainEvent event : events()) {
            switch (event) {
                case ProductRegistered product ->
                    imported.add("product " + product.sku() + " " + product.name() + " " + product.price());
                case OrderPlaced order ->
                    imported.add("order " + order.externalId() + " " + order.placedAt() + " "
                            + referenceOf(order) + " "
                            + order.customer().country() + " " + order.lines());
                case AdjustmentsBooked booked ->
                    imported.add("adjustments " + booked.externalId() + " " + booked.lines());
                default -> {}
            }
        }
        stock().forEach((sku, state) -> imported.add("stock " + state));
        return imported;
    }

    /** What an order without a customer is given differs from one organization to the next. */
    private static String referenceOf(OrderPlaced order) {
        return String.valueOf(order.customer().reference()).replaceFirst("^ds_.*", "given");
    }

    List<ImportAdvanced> checkpoints() {
        return events(ImportAdvanced.class);
    }
}
