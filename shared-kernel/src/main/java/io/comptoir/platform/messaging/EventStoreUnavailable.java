package io.comptoir.platform.messaging;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** The event store does not answer. Whether the command was stored is unknown: the answer, not the append, may be lost. */
public final class EventStoreUnavailable extends RuntimeException {

    /** Connection lost, and the server starting up, shutting down or out of room. */
    private static final String[] AWAY = {"08", "57P", "53"};

    public EventStoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether a failure means that the store is away, rather than that something is wrong with the command. */
    public static boolean isBehind(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotCreateTransactionException
                    || cause instanceof SQLTransientConnectionException
                    || cause instanceof DataAccessResourceFailureException
                    || (cause instanceof SQLException sql && isAway(sql.getSQLState()))
                    // The Axon Server connector's own exceptions are not on every class path.
                    || cause.getClass().getName().startsWith("io.grpc.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAway(@Nullable String sqlState) {
        if (sqlState == null) {
            return false;
        }
        for (String prefix : AWAY) {
            if (sqlState.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
