package io.comptoir.platform.messaging;

import io.axoniq.axonserver.connector.impl.StreamTimeoutException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.axonframework.axonserver.connector.AxonServerException;
import org.axonframework.axonserver.connector.ErrorCode;
import org.axonframework.axonserver.connector.command.AxonServerCommandDispatchException;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * What a failure means for whoever sent a command or asked the event store, whichever store that is. Between nodes only the
 * texts of a failure travel, so the node that failed sends this word along.
 */
enum FailureKind {
    /** Other commands on the same streams got in first; nothing was stored. */
    COLLISION,
    /** The event store, or the way to it or to a deciding node, is away; whether anything was stored is unknown. */
    STORE_AWAY,
    /** The deciding node has too much to do; the command was not carried out. */
    OVERLOADED,
    /** Everything else: something is wrong here. */
    FAULT;

    /**
     * SQL states of a lost connection, of a server that starts up, shuts down or is out of room, and of a transaction that was
     * ended because this node stood still in the middle of it.
     */
    private static final List<String> AWAY_IN_SQL = List.of("08", "57P", "53", "25P03");

    /** What the pool says, without an SQL state, of a connection that it has given up within a transaction. */
    private static final String GIVEN_UP = "Connection is closed";

    static FailureKind of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isCollision(cause)) {
                return COLLISION;
            }
            if (isAway(cause)) {
                return STORE_AWAY;
            }
            if (cause instanceof Overloaded) {
                return OVERLOADED;
            }
            Optional<FailureKind> told = toldBy(cause);
            if (told.isPresent()) {
                return told.get();
            }
        }
        return FAULT;
    }

    private static Optional<FailureKind> toldBy(Throwable failure) {
        if (failure instanceof CommandExecutionException remote) {
            Optional<Object> details = remote.getDetails();
            return details.filter(FailureKind.class::isInstance).map(FailureKind.class::cast);
        }
        return Optional.empty();
    }

    private static boolean isCollision(Throwable failure) {
        return failure instanceof ConcurrencyException
                || failure instanceof AggregateStreamCreationException
                || failure instanceof DeadlockException
                || statusOf(failure).filter(FailureKind::isSequenceTaken).isPresent();
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                || failure instanceof SQLTransientConnectionException
                || failure instanceof DataAccessResourceFailureException
                || (failure instanceof SQLException sql && isAway(sql))
                || failure instanceof TimeoutException
                || failure instanceof StreamTimeoutException
                || failure instanceof NoHandlerForCommandException
                || isToldByAxonServer(failure)
                || statusOf(failure).filter(FailureKind::isAway).isPresent();
    }

    private static boolean isAway(SQLException failure) {
        @Nullable String sqlState = failure.getSQLState();
        return sqlState == null
                ? GIVEN_UP.equals(failure.getMessage())
                : AWAY_IN_SQL.stream().anyMatch(sqlState::startsWith);
    }

    /** Where the connector wraps a failure of this node, its cause says more. */
    private static boolean isToldByAxonServer(Throwable failure) {
        return failure.getCause() == null
                && (failure instanceof AxonServerException
                        || failure instanceof AxonServerCommandDispatchException
                        || failure instanceof io.axoniq.axonserver.connector.AxonServerException);
    }

    private static Optional<Status> statusOf(Throwable failure) {
        if (failure instanceof StatusRuntimeException grpc) {
            return Optional.of(grpc.getStatus());
        }
        return failure instanceof StatusException grpc ? Optional.of(grpc.getStatus()) : Optional.empty();
    }

    /** Axon Server tells this of the first stream of an append whose sequence number is taken. */
    private static boolean isSequenceTaken(Status status) {
        return status.getCode() == Status.Code.OUT_OF_RANGE
                && status.getDescription() != null
                && status.getDescription().contains(ErrorCode.INVALID_EVENT_SEQUENCE.errorCode());
    }

    // A message that is too large or not allowed is refused for what it is; sending it again would not help.
    private static boolean isAway(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, UNKNOWN, NOT_FOUND -> true;
            default -> false;
        };
    }
}
