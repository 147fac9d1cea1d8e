package io.comptoir.platform.vault;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** The vault does not answer. Nothing is known then about a key, least of all that it is gone. */
public final class VaultAway extends RuntimeException {

    /**
     * SQL states of a lost connection, of a server that starts up, shuts down or is out of room, and of a transaction that was
     * ended because this node stood still in the middle of it.
     */
    private static final String AWAY_IN_SQL = "(08|57P|53|25P03).*";

    /** What the pool says, without an SQL state, of a connection that it has given up within a transaction. */
    private static final String GIVEN_UP = "Connection is closed";

    public VaultAway(@Nullable Throwable cause) {
        super("the vault does not answer", cause);
    }

    /** Whether a failure of a question to the vault means that it is away, rather than that the question is wrong. */
    static boolean isBehind(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotCreateTransactionException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException sql && isAway(sql))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAway(SQLException failure) {
        @Nullable String sqlState = failure.getSQLState();
        return sqlState == null ? GIVEN_UP.equals(failure.getMessage()) : sqlState.matches(AWAY_IN_SQL);
    }
}
