package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.comptoir.command.CommandSide;
import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.imports.CompleteImport;
import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportRejection.EmptyFile;
import io.comptoir.contract.imports.ImportRejection.TooManyImports;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportState.Status;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.imports.StartImport;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportRunnerTest {

    private static final String CUPS = "1,CUP,A cup,6,12/1/10 8:26,2.50,17850,France";
    private static final String MUGS = "1,MUG,A mug,2,12/1/10 8:27,1.00,99,Spain";
    private static final String LOST = "2,CUP,broken,-3,12/1/10 9:00,0,,";
    private static final String FOUND = "2,MUG,,5,12/1/10 9:00,0,,";
    private static final String RETURNED = "C3,CUP,A cup,-1,12/1/10 9:00,2.50,17850,France";
    private static final String PLATES = "4,PLATE,A plate,1,12/1/10 10:00,4.00,,";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ImportScenario scenario;

    @BeforeEach
    void startServer() {
        scenario = new ImportScenario(folder);
        scenario.server().runner.start();
    }

    @Test
    void importsEveryKindOfRow() {
        ImportState state = scenario.send(CUPS, MUGS, LOST, FOUND, RETURNED, "nonsense,,,,,,,", PLATES);

        assertThat(state.status()).isEqualTo(Status.COMPLETED);
        assertThat(state.rows()).isEqualTo(7);
        assertThat(state.tally()).isEqualTo(new ImportTally(7, 2, 3, 2, 0, 1, 1));
        assertThat(state.rejected())
                .containsExactly(new RejectedRow(6, "InvoiceNo must be 1 to 17 digits, or begin with C for a return"));
        assertThat(scenario.files()).isEmpty();
    }

    @Test
    void takesDateCustomerAndCountryOfAnOrderFromItsFirstLine() {
        assertThat(scenario.send(CUPS, MUGS).status()).isEqualTo(Status.COMPLETED);

        OrderPlaced order = scenario.events(OrderPlaced.class).getFirst();
        assertThat(order.externalId()).isEqualTo(new ExternalId("1"));
        assertThat(order.channel().value()).isEqualTo("online-retail");
        assertThat(order.placedAt()).isEqualTo(Instant.parse("2010-12-01T08:26:00Z"));
        assertThat(order.customer().reference()).isEqualTo(new DataSubjectId("17850"));
        assertThat(Objects.requireNonNull(order.customer().country()).value()).isEqualTo("France");
        assertThat(order.total()).isEqualTo(pounds("17.00"));
    }

    @Test
    void keepsRepeatedSkusOfAnOrderAsSeparateLines() {
        assertThat(scenario.send(CUPS, MUGS, CUPS).tally().orderLineRows()).isEqualTo(3);

        assertThat(scenario.events(OrderPlaced.class).getFirst().lines())
                .extracting(line -> line.sku().value())
                .containsExactly("CUP", "MUG", "CUP");
    }

    @Test
    void receivesWhatOrdersAndWriteOffsTake() {
        assertThat(scenario.send(CUPS, MUGS, LOST, FOUND).status()).isEqualTo(Status.COMPLETED);

        StockState cups = Objects.requireNonNull(scenario.stock().get(new Sku("CUP")));
        assertThat(cups.received()).isEqualTo(9);
        assertThat(cups.reserved()).isEqualTo(6);
        assertThat(cups.writtenOff()).isEqualTo(3);
        assertThat(cups.available()).isZero();
        StockState mugs = Objects.requireNonNull(scenario.stock().get(new Sku("MUG")));
        assertThat(mugs.reserved()).isEqualTo(2);
        assertThat(mugs.available()).isEqualTo(5);
    }

    @Test
    void importsOrderAndAdjustmentsOfOneInvoice() {
        ImportState state = scenario.send(CUPS, "1,MUG,gift,1,12/1/10 8:26,0,17850,France");

        assertThat(state.tally()).isEqualTo(new ImportTally(2, 1, 1, 1, 0, 0, 0));
        assertThat(scenario.events(AdjustmentsBooked.class).getFirst().externalId())
                .isEqualTo(new ExternalId("1"));
    }

    @Test
    void registersProductsUnderTheNameOfTheirFirstSaleInTheFile() {
        assertThat(scenario.send(LOST, FOUND, CUPS, MUGS).status()).isEqualTo(Status.COMPLETED);

        assertThat(scenario.events(ProductRegistered.class))
                .extracting(product -> product.sku() + "=" + product.name() + " " + product.price())
                .containsExactlyInAnyOrder("CUP=A cup 2.50 GBP", "MUG=A mug 1.00 GBP");
    }

    @Test
    void saysWhoImportedOnWhoseBehalfAndInWhichRequest() {
        ImportState state = scenario.send(CUPS);

        OrderPlaced order = scenario.events(OrderPlaced.class).getFirst();
        Envelope placed = envelopeOfFirstEvent(order.orderId().streamOf(scenario.tenantId()));
        Envelope started = envelopeOfFirstEvent(state.id().streamOf(scenario.tenantId()));
        assertThat(started.actor()).isEqualTo(ImportScenario.IMPORTER);
        assertThat(placed.actor()).isEqualTo(Actor.process("import", ImportScenario.IMPORTER.id()));
        assertThat(placed.correlationId()).isEqualTo(started.correlationId());
        assertThat(state.status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void changesNothingWhenTheFileIsSentAgain() {
        ImportState first = scenario.send(CUPS, MUGS, LOST, FOUND, RETURNED, PLATES);
        List<DomainEvent> before = withoutImports();

        ImportState second = scenario.send(CUPS, MUGS, LOST, FOUND, RETURNED, PLATES);

        assertThat(second.tally()).isEqualTo(first.tally());
        assertThat(withoutImports()).isEqualTo(before);
    }

    @Test
    void rejectsInvoicesThatAreThereWithOtherContent() {
        assertThat(scenario.send(CUPS, MUGS, LOST, PLATES).status()).isEqualTo(Status.COMPLETED);
        List<DomainEvent> before = withoutImports();

        ImportState changed = scenario.send(
                CUPS, // the second line is missing
                LOST,
                FOUND, // one line more
                PLATES.replace("10:00", "10:01"));

        assertThat(changed.status()).isEqualTo(Status.COMPLETED);
        assertThat(changed.tally()).isEqualTo(new ImportTally(4, 0, 0, 0, 0, 0, 4));
        assertThat(changed.rejected())
                .containsExactly(
                        new RejectedRow(1, "invoice 1 was imported before with other lines"),
                        new RejectedRow(2, "invoice 2 was imported before with other adjustments"),
                        new RejectedRow(3, "invoice 2 was imported before with other adjustments"),
                        new RejectedRow(4, "invoice 4 was imported before with another date"));
        assertThat(scenario.send(PLATES.replace(",,", ",7,")).rejected())
                .containsExactly(new RejectedRow(1, "invoice 4 was imported before with another customer or country"));
        assertThat(withoutImports()).isEqualTo(before);
    }

    @Test
    void countsTheUsableRowsOfAnInvoiceAndRejectsTheOthers() {
        ImportState state = scenario.send(CUPS, "1,MUG,A mug,0,12/1/10 8:26,1.00,17850,France", MUGS);

        assertThat(state.tally()).isEqualTo(new ImportTally(3, 1, 2, 0, 0, 0, 1));
        assertThat(state.rejected())
                .containsExactly(new RejectedRow(2, "Quantity must be between 1 and 1000000, was 0"));
    }

    @Test
    void rejectsRowsOfAnInvoiceThatStandApart() {
        ImportState state = scenario.send(CUPS, PLATES, MUGS);

        assertThat(state.tally()).isEqualTo(new ImportTally(3, 2, 2, 0, 0, 0, 1));
        assertThat(state.rejected())
                .containsExactly(new RejectedRow(
                        3, "invoice 1 stands earlier in the file too; the rows of an invoice must stand together"));
    }

    @Test
    void rejectsAllRowsOfAnInvoiceThatIsTooLong() {
        String[] rows = LongStream.rangeClosed(0, 2_000).mapToObj(i -> CUPS).toArray(String[]::new);

        ImportState state = scenario.send(rows);

        assertThat(state.tally()).isEqualTo(new ImportTally(2_001, 0, 0, 0, 0, 0, 2_001));
        assertThat(state.rejected())
                .hasSize(100)
                .startsWith(new RejectedRow(1, "invoice 1 has more than 2000 lines"))
                .endsWith(new RejectedRow(100, "invoice 1 has more than 2000 lines"));
        assertThat(scenario.events(ProductRegistered.class)).isEmpty();
    }

    @Test
    void passesOnWhyAnOrderWasRefused() {
        // A location holds no more than a thousand million units.
        String[] rows = IntStream.rangeClosed(0, 1_000)
                .mapToObj(i -> "1,CUP,A cup,1000000,12/1/10 8:26,0.01,,")
                .toArray(String[]::new);

        ImportState state = scenario.send(rows);

        assertThat(state.tally().rejectedRows()).isEqualTo(1_001);
        assertThat(state.rejected())
                .contains(new RejectedRow(1, "invoice 1: A location holds at most 1000000000 units of one SKU."));
    }

    @Test
    void failsAtAFaultAndKeepsWhatStoodBefore() {
        ImportState broken = scenario.send(CUPS, MUGS, LOST, "2,MUG,\"found,5,12/1/10 9:00,0,,", PLATES);

        assertThat(broken.status()).isEqualTo(Status.FAILED);
        assertThat(broken.error())
                .isEqualTo(
                        "line 5: the quotation marks do not match: one is not closed, or text follows a closing one");
        assertThat(broken.tally()).isEqualTo(new ImportTally(2, 1, 2, 0, 0, 0, 0));
        assertThat(broken.rows()).isEqualTo(3);
        assertThat(scenario.files()).isEmpty();
        assertThat(scenario.events(AdjustmentsBooked.class)).isEmpty();

        ImportState corrected = scenario.send(CUPS, MUGS, LOST, FOUND, PLATES);

        assertThat(corrected.status()).isEqualTo(Status.COMPLETED);
        assertThat(corrected.tally()).isEqualTo(new ImportTally(5, 2, 3, 2, 0, 0, 0));
        assertThat(scenario.events(OrderPlaced.class)).hasSize(2);
    }

    @Test
    void failsAtAnotherHeader() {
        ImportState state = scenario.sendFile("Invoice,Sku\r\n" + CUPS);

        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error())
                .isEqualTo("line 1: the header must be "
                        + "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
        assertThat(withoutImports()).isEmpty();
        assertThat(scenario.files()).isEmpty();
    }

    @Test
    void failsAtBytesThatAreNotUtf8() {
        String file = ImportScenario.HEADER + CUPS + "\r\n" + PLATES.replace("A plate", "Caf\u00E9") + "\r\n";

        ImportState state = scenario.sendFile(new ByteArrayInputStream(file.getBytes(ISO_8859_1)));

        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error()).isEqualTo("line 3: it is not valid UTF-8");
        // The broken row could belong to the invoice before it.
        assertThat(state.tally()).isEqualTo(ImportTally.NOTHING);
    }

    @Test
    void completesAFileWithoutRows() {
        ImportState state = scenario.sendFile(ImportScenario.HEADER);

        assertThat(state.status()).isEqualTo(Status.COMPLETED);
        assertThat(state.rows()).isZero();
    }

    @Test
    void refusesAnEmptyFile() {
        assertThat(scenario.accept(InputStream.nullInputStream())).isEqualTo(Decision.refused(new EmptyFile()));

        assertThat(scenario.events()).isEmpty();
        assertThat(scenario.files()).isEmpty();
    }

    @Test
    void checkpointsEachThousandRowsAndEachSecond() {
        String[] rows = IntStream.range(0, 2_500).mapToObj(i -> "C1,,,,,,,").toArray(String[]::new);

        assertThat(scenario.send(rows).status()).isEqualTo(Status.COMPLETED);

        assertThat(scenario.checkpoints())
                .extracting(checkpoint -> checkpoint.tally().rowsDone())
                .containsExactly(0L, 1_000L, 2_000L, 2_500L);

        ImportScenario slow = new ImportScenario(folder).withTick(ImportJob.CHECKPOINT_AFTER);
        assertThat(slow.send("C1,,,,,,,", "C1,,,,,,,", "C1,,,,,,,").status()).isEqualTo(Status.COMPLETED);

        assertThat(slow.checkpoints())
                .extracting(checkpoint -> checkpoint.tally().rowsDone())
                .contains(1L, 2L, 3L);
    }

    @Test
    void countsRowsAndImportsForTheOperator() {
        assertThat(scenario.send(CUPS, LOST, RETURNED, "nonsense,,,,,,,").status())
                .isEqualTo(Status.COMPLETED);

        for (String outcome : List.of("order-line", "adjustment", "unmatched", "rejected")) {
            assertThat(scenario.server()
                            .meters
                            .counter("comptoir.imports.rows", "outcome", outcome)
                            .count())
                    .isEqualTo(1.0);
        }
        assertThat(scenario.server()
                        .meters
                        .timer("comptoir.imports", "outcome", "completed")
                        .count())
                .isEqualTo(1);
        assertThat(scenario.server()
                        .meters
                        .get("comptoir.imports.running")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void waitsForAnEventStoreThatIsAway() {
        scenario.server().bus.failTimes(3, new EventStoreUnavailable("away", null), PlaceOrder.class::isInstance);

        ImportState state = scenario.send(CUPS, MUGS, PLATES);

        assertThat(state.status()).isEqualTo(Status.COMPLETED);
        assertThat(scenario.events(OrderPlaced.class)).hasSize(2);
    }

    @Test
    void startsAnImportWhoseRequestGotNoAnswer() {
        scenario.server().bus.failTimes(1, new EventStoreUnavailable("away", null), StartImport.class::isInstance);

        assertThatThrownBy(() -> scenario.send(CUPS)).isInstanceOf(EventStoreUnavailable.class);

        assertThat(scenario.events(ImportStarted.class)).hasSize(1);
        assertThat(scenario.events(OrderPlaced.class)).hasSize(1);
        assertThat(scenario.files()).isEmpty();
    }

    @Test
    void takesUpAnImportAfterAFailureThatNobodyForesaw() {
        scenario.server().bus.failTimes(4, new IllegalStateException("a bug"), PlaceOrder.class::isInstance);

        assertThat(scenario.send(CUPS).status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void endsAnImportThatFailsAgainAndAgain() {
        scenario.server().bus.failTimes(5, new IllegalStateException("a bug"), PlaceOrder.class::isInstance);

        ImportState state = scenario.send(LOST, CUPS);

        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error()).isEqualTo("an error in the server ended the import; what was imported before stays");
        assertThat(scenario.files()).isEmpty();
    }

    @Test
    void failsWhenTheStoredFileIsNotTheOneThatArrived() throws IOException {
        scenario.server().bus.killAt(2, KillableBus.Moment.BEFORE);
        assertThatThrownBy(() -> scenario.send(CUPS)).isInstanceOf(KillableBus.Killed.class);
        Path file = folder.resolve(scenario.tenantId().toString())
                .resolve(scenario.files().getFirst());
        Files.writeString(file, Files.readString(file).replace("2.50", "9.50"));

        scenario.restart();

        assertThat(onlyImport().error()).isEqualTo("the stored file was damaged; send it again");
        assertThat(scenario.events(OrderPlaced.class)).isEmpty();
        assertThat(scenario.files()).isEmpty();
    }

    @Test
    void deletesFilesOfImportsThatWereNeverStarted() {
        scenario.server().bus.killAt(1, KillableBus.Moment.BEFORE);
        assertThatThrownBy(() -> scenario.send(CUPS)).isInstanceOf(KillableBus.Killed.class);
        assertThat(scenario.files()).hasSize(1);

        scenario.restart();

        assertThat(scenario.files()).isEmpty();
        assertThat(scenario.events()).isEmpty();
    }

    @Test
    void deletesFilesOfImportsThatHaveEnded() throws IOException {
        ImportState state = scenario.send(CUPS);
        List<DomainEvent> before = scenario.events();
        Path left = folder.resolve(scenario.tenantId().toString()).resolve(state.id() + ".csv");
        Files.writeString(left, "whatever");
        Path arriving = left.resolveSibling(ImportId.next(Instant.EPOCH) + ".csv.part");
        Files.writeString(arriving, "what");

        scenario.restart();

        assertThat(scenario.files()).isEmpty();
        assertThat(scenario.events()).isEqualTo(before);
    }

    @Test
    void limitsTheImportsOfOneOrganization() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        scenario.restart(new SameThread() {
            @Override
            public void execute(Runnable task) {
                waiting.add(task);
            }
        });
        for (int i = 0; i < ImportRunner.MAX_UNFINISHED_PER_TENANT; i++) {
            assertThat(scenario.accept(file())).isInstanceOf(Decision.Accepted.class);
        }

        assertThat(scenario.accept(file())).isEqualTo(Decision.refused(new TooManyImports(20)));
        assertThat(scenario.files()).hasSize(20);

        waiting.remove().run();

        assertThat(scenario.accept(file())).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void stopsBetweenTwoInvoicesAndGoesOnAtTheNextStart() throws InterruptedException {
        CountDownLatch firstOrder = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(1);
        ImportScenario.Server server = scenario.restart(threads);
        server.bus.onceBefore(PlaceOrder.class, () -> {
            firstOrder.countDown();
            awaitUninterrupted(stopped);
        });
        String[] rows = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> i + ",CUP,A cup,6,12/1/10 8:26,2.50,17850,France")
                .toArray(String[]::new);
        assertThat(scenario.send(rows).status()).isEqualTo(Status.RUNNING);
        assertThat(firstOrder.await(10, TimeUnit.SECONDS)).isTrue();

        Thread stopping = Thread.ofPlatform().start(server.runner::stop);
        await().until(threads::isShutdown);
        stopped.countDown();
        stopping.join();

        assertThat(threads.isTerminated()).isTrue();
        assertThat(scenario.events(OrderPlaced.class)).hasSize(1);
        assertThat(onlyImport().tally().rowsDone()).isEqualTo(1);
        assertThat(scenario.files()).hasSize(1);

        scenario.restart();

        assertThat(onlyImport().status()).isEqualTo(Status.COMPLETED);
        assertThat(scenario.events(OrderPlaced.class)).hasSize(50);
        assertThat(scenario.checkpoints().getLast().tally()).isEqualTo(new ImportTally(50, 50, 50, 0, 0, 0, 0));
    }

    @Test
    void doesNotWaitForTheEventStoreWhenItStops() {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        ImportScenario.Server server = scenario.restart(threads);
        server.bus.failTimes(Integer.MAX_VALUE, new EventStoreUnavailable("away", null), PlaceOrder.class::isInstance);
        assertThat(scenario.send(CUPS).status()).isEqualTo(Status.RUNNING);
        await().until(() -> server.bus.failed() > 1);

        server.runner.stop();

        assertThat(threads.isTerminated()).isTrue();
        assertThat(scenario.files()).hasSize(1);
    }

    @Test
    void leavesWhatComesWhileItStopsToTheNextStart() {
        scenario.server().runner.stop();

        assertThat(scenario.send(CUPS).status()).isEqualTo(Status.RUNNING);
        assertThat(scenario.events(OrderPlaced.class)).isEmpty();

        scenario.restart();

        assertThat(onlyImport().status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void storesTheEndOnceThoughItsAnswerIsLost() {
        scenario.server().bus.loseAnswers(1, CompleteImport.class::isInstance);

        assertThat(scenario.send(CUPS).status()).isEqualTo(Status.COMPLETED);

        assertThat(scenario.events(ImportEvent.class)).hasSize(4);
    }

    private static Envelope envelopeOfFirstEvent(StreamId stream) {
        return CommandSide.bean(EventStore.class)
                .readEvents(stream.toString())
                .asStream()
                .map(event -> Envelope.of(event.getMetaData()))
                .findFirst()
                .orElseThrow();
    }

    private ImportState onlyImport() {
        List<ImportStarted> started = scenario.events(ImportStarted.class);
        assertThat(started).hasSize(1);
        return scenario.state(started.getFirst().importId());
    }

    private List<DomainEvent> withoutImports() {
        return scenario.events().stream()
                .filter(event -> !(event instanceof ImportEvent))
                .toList();
    }

    private static InputStream file() {
        return new ByteArrayInputStream(ImportScenario.HEADER.getBytes(ISO_8859_1));
    }

    private static Money pounds(String amount) {
        return Money.of(amount, OnlineRetail.CURRENCY);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
