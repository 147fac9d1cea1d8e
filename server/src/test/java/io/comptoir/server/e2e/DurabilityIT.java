package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Commands;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.Registration;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is acknowledged is stored, what fails is not, and a failure does no harm to the commands that are decided beside it or behind it on the same thread. The
 * handlers that fail are the test's own; everything around them is the server's, up to its database.
 */
@EndToEnd
class DurabilityIT {

    /** Carried out by the test. */
    private record Provoke(TenantId tenantId) implements Command {}

    private final RunningServer server;
    private final Organization organization;
    private final EventStore events;
    private @Nullable Registration handler;

    DurabilityIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.events = server.part(EventStore.class);
    }

    @AfterEach
    void forgetTheHandler() {
        if (handler != null) {
            handler.cancel();
        }
    }

    @Test
    void aHandlerThatThrowsInTheMiddleStoresNothing() {
        handle(unit -> {
            append("HALF-1");
            throw new IllegalStateException("in the middle");
        });

        assertFails("in the middle");

        assertNothingOf("HALF-1");
        assertTheNextCommandIsStored("NEXT-1");
    }

    @Test
    void anExceptionWhileTheCommitIsPreparedStoresNothing() {
        handle(unit -> {
            unit.onPrepareCommit(preparing -> {
                throw new IllegalStateException("while preparing");
            });
            append("HALF-2");
        });

        assertFails("while preparing");

        assertNothingOf("HALF-2");
        assertTheNextCommandIsStored("NEXT-2");
    }

    @Test
    void anErrorWhileTheCommitIsPreparedStoresNothingNeitherOfThisCommandNorOfTheNext() {
        GivenServices.assumeTransactions();
        handle(unit -> {
            append("HALF-3");
            // The events are in the transaction when this is called, because their own preparation was registered
            // first.
            unit.onPrepareCommit(preparing -> {
                throw new StackOverflowError("while preparing");
            });
        });

        assertFails("while preparing");

        assertNothingOf("HALF-3");
        assertTheNextCommandIsStored("NEXT-3");
    }

    @Test
    void anErrorInAHandlerStoresNothing() {
        handle(unit -> {
            append("HALF-4");
            throw new StackOverflowError("in the handler");
        });

        assertFails("in the handler");

        assertNothingOf("HALF-4");
        assertTheNextCommandIsStored("NEXT-4");
    }

    /** What a command does to its group. */
    enum Harm {
        EXCEPTION_IN_THE_HANDLER,
        ERROR_IN_THE_HANDLER,
        EXCEPTION_WHILE_PREPARING,
        ERROR_WHILE_PREPARING;

        void beDoneTo(UnitOfWork<?> unit) {
            switch (this) {
                case EXCEPTION_IN_THE_HANDLER -> throw new IllegalStateException("harm");
                case ERROR_IN_THE_HANDLER -> throw new StackOverflowError("harm");
                case EXCEPTION_WHILE_PREPARING ->
                    unit.onPrepareCommit(preparing -> {
                        throw new IllegalStateException("harm");
                    });
                case ERROR_WHILE_PREPARING ->
                    unit.onPrepareCommit(preparing -> {
                        throw new StackOverflowError("harm");
                    });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneBadCommandAmongGoodOnesHarmsNoneOfThem(Harm harm) {
        if (harm == Harm.ERROR_WHILE_PREPARING) {
            GivenServices.assumeTransactions();
        }
        handle(unit -> {
            append("BAD");
            harm.beDoneTo(unit);
        });
        double undone = undone();
        BusyWriter writer = new BusyWriter(server, organization.id());
        writer.send(() -> register("GOOD-1"));
        writer.send(() ->
                server.part(Commands.class).send(new Provoke(organization.id()), Actor.system("end-to-end-test")));
        writer.send(() -> register("GOOD-2"));

        List<Object> answers = writer.answers();

        assertThat(undone()).as("they were one group").isEqualTo(undone + 1);
        assertThat(answers.get(0)).isInstanceOf(Decision.Accepted.class);
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Throwable.class, failure -> assertThat(failure).hasStackTraceContaining("harm"));
        assertThat(answers.get(2)).isInstanceOf(Decision.Accepted.class);
        assertThat(fromAnotherThread().stream().filter(stream -> stream.startsWith("product:")))
                .containsExactly("product:GOOD-1", "product:GOOD-2");
        assertTheNextCommandIsStored("NEXT");
    }

    private double undone() {
        return server.part(MeterRegistry.class)
                .get("comptoir.commands.groups.undone")
                .counter()
                .count();
    }

    private Decision<ProductState> register(String sku) {
        return server.part(Commands.class)
                .send(
                        new RegisterProduct(organization.id(), new Sku(sku), new Note("A product"), price()),
                        Actor.system("end-to-end-test"));
    }

    private void handle(Consumer<UnitOfWork<?>> work) {
        handler = server.part(CommandBus.class).subscribe(Provoke.class.getName(), message -> {
            work.accept(CurrentUnitOfWork.get());
            return null;
        });
    }

    private void append(String sku) {
        Sku name = new Sku(sku);
        events.publish(new GenericDomainEventMessage<>(
                "Product",
                ProductEvent.streamOf(organization.id(), name).toString(),
                0,
                new ProductRegistered(organization.id(), name, new Note("Half"), price()),
                CurrentUnitOfWork.get().getMessage().getMetaData()));
    }

    private void assertFails(String with) {
        assertThatExceptionOfType(Throwable.class)
                .isThrownBy(() -> server.part(Commands.class)
                        .send(new Provoke(organization.id()), Actor.system("end-to-end-test")))
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining(with));
    }

    private void assertNothingOf(String sku) {
        assertThat(fromAnotherThread()).doesNotContain("product:" + sku);
    }

    /** By the writer that failed before, to whose thread a transaction that was left open would still be bound. */
    private void assertTheNextCommandIsStored(String sku) {
        Decision<ProductState> next = register(sku);

        assertThat(next).isInstanceOf(Decision.Accepted.class);
        assertThat(fromAnotherThread()).endsWith("product:" + sku);
        assertThat(organization.api().get("/v1/audit/events").status()).isEqualTo(200);
    }

    /** What others see; a thread may see what it has not committed. */
    private List<String> fromAnotherThread() {
        return CompletableFuture.supplyAsync(() -> server.storedStreams(organization.id()))
                .join();
    }

    private static Money price() {
        return Money.of("1.00", Money.currency("GBP"));
    }
}
