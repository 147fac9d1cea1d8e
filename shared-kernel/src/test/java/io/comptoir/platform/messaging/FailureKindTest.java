package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.axoniq.axonserver.connector.ErrorCategory;
import io.axoniq.axonserver.connector.impl.StreamClosedException;
import io.axoniq.axonserver.connector.impl.StreamTimeoutException;
import io.axoniq.axonserver.grpc.ErrorMessage;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.ErrorCode;
import org.axonframework.axonserver.connector.command.AxonServerCommandDispatchException;
import org.axonframework.axonserver.connector.command.CommandSerializer;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.DefaultCommandBusSpanFactory;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializationException;
import org.axonframework.tracing.NoOpSpanFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions as PostgreSQL, Axon and the connector to Axon Server were seen to throw them. */
class FailureKindTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(FailureKind.COLLISION, new ConcurrencyException("", new SQLException("", "23505"))),
                arguments(FailureKind.COLLISION, new AggregateStreamCreationException("", sequenceTaken())),
                arguments(FailureKind.COLLISION, new DeadlockException("")),
                arguments(FailureKind.COLLISION, sequenceTaken()),
                arguments(FailureKind.STORE_AWAY, new SQLTransientConnectionException()),
                arguments(FailureKind.STORE_AWAY, new EventStoreException("", new SQLException("", "57P01"))),
                arguments(FailureKind.STORE_AWAY, new EventStoreException("", new SQLException("", "25P03"))),
                arguments(
                        FailureKind.STORE_AWAY, new EventStoreException("", new SQLException("Connection is closed"))),
                arguments(FailureKind.FAULT, new EventStoreException("", new SQLException("Statement is closed"))),
                arguments(FailureKind.FAULT, new EventStoreException("", new SQLException("", "42P01"))),
                arguments(FailureKind.STORE_AWAY, Status.UNAVAILABLE.asRuntimeException()),
                arguments(FailureKind.STORE_AWAY, Status.CANCELLED.asException()),
                arguments(FailureKind.STORE_AWAY, new StreamClosedException(Status.UNAVAILABLE.asRuntimeException())),
                arguments(FailureKind.STORE_AWAY, new IllegalStateException(new StreamTimeoutException())),
                arguments(
                        FailureKind.STORE_AWAY,
                        new org.axonframework.messaging.ExecutionException("", new TimeoutException())),
                arguments(FailureKind.STORE_AWAY, notDispatched(Status.UNAVAILABLE)),
                arguments(FailureKind.FAULT, notDispatched(Status.RESOURCE_EXHAUSTED)),
                arguments(
                        FailureKind.FAULT,
                        new AxonServerCommandDispatchException("AXONIQ-4003", "", new SerializationException(""))),
                arguments(FailureKind.STORE_AWAY, answered(ErrorCode.NO_HANDLER_FOR_COMMAND)),
                arguments(FailureKind.STORE_AWAY, answered(ErrorCode.COMMAND_DISPATCH_ERROR)),
                arguments(FailureKind.STORE_AWAY, answered(ErrorCode.OTHER)),
                arguments(FailureKind.FAULT, Status.INVALID_ARGUMENT.asRuntimeException()),
                arguments(FailureKind.OVERLOADED, new Overloaded("full", null)),
                arguments(FailureKind.FAULT, new IllegalStateException("bug")));
    }

    private static Exception sequenceTaken() {
        return Status.OUT_OF_RANGE
                .withDescription("[AXONIQ-2000] Invalid sequence number 3 for aggregate stock:A, expected 4")
                .asRuntimeException();
    }

    private static Exception notDispatched(Status status) {
        return new io.axoniq.axonserver.connector.AxonServerException(
                ErrorCategory.COMMAND_DISPATCH_ERROR, "", "here", status.asRuntimeException());
    }

    private static Exception answered(ErrorCode code) {
        return code.convert(
                ErrorMessage.newBuilder().setMessage("told by the server").build());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isRecognised(FailureKind kind, Exception failure) {
        assertThat(FailureKind.of(new ExecutionException(failure))).isEqualTo(kind);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isStillRecognisedByTheSenderOnAnotherNode(FailureKind kind, Exception failure) {
        CommandSerializer wire = new CommandSerializer(Messaging.contractSerializer(), new AxonServerConfiguration());

        CommandResponse sent = wire.serialize(decided(failure), "request");
        CommandResultMessage<Object> received = wire.deserialize(sent);

        assertThat(FailureKind.of(new ExecutionException(received.exceptionResult())))
                .isEqualTo(kind);
    }

    private static CommandResultMessage<?> decided(Exception failure) {
        return decided(command -> {
            throw failure;
        });
    }

    private static CommandResultMessage<?> decided(MessageHandler<CommandMessage<?>> handler) {
        try (DecidingBus bus = new DecidingBus(
                SimpleCommandBus.builder(),
                GroupWriter.Parts.ofTheMachine(
                        NoTransactionManager.instance(),
                        new AggregateCache(1),
                        DefaultCommandBusSpanFactory.builder()
                                .spanFactory(NoOpSpanFactory.INSTANCE)
                                .build(),
                        Tracer.NOOP,
                        new GroupMetrics(new SimpleMeterRegistry()),
                        System::nanoTime),
                1,
                true)) {
            bus.subscribe("Fail", handler);
            FutureCallback<Object, Object> sender = new FutureCallback<>();
            bus.dispatch(command(), sender);
            return sender.getResult();
        }
    }

    @Test
    void anErrorWhileTheCommitIsPreparedDoesNotLeaveTheSenderWaiting() {
        CommandResultMessage<?> told = decided(command -> {
            CurrentUnitOfWork.get().onPrepareCommit(preparing -> {
                throw new StackOverflowError("while preparing");
            });
            return "decided";
        });

        assertThat(told.exceptionResult()).hasStackTraceContaining("while preparing");
        assertThat(FailureKind.of(told.exceptionResult())).isEqualTo(FailureKind.FAULT);
    }

    private static GenericCommandMessage<String> command() {
        return new GenericCommandMessage<>(new org.axonframework.messaging.GenericMessage<>("x"), "Fail");
    }
}
