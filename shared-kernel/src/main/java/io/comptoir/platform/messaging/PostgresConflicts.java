package io.comptoir.platform.messaging;

import java.sql.SQLException;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that another command wrote the same version of a stream first. Axon's own resolver reads vendor codes that
 * PostgreSQL does not use; the standard says it in the SQL state, class 23, which may stand behind several causes.
 */
final class PostgresConflicts implements PersistenceExceptionResolver {

    private static final String INTEGRITY_VIOLATION_CLASS = "23";

    @Override
    public boolean isDuplicateKeyViolation(Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && violatesAKey(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean violatesAKey(SQLException exception) {
        for (SQLException each = exception; each != null; each = next(each)) {
            if (each.getSQLState() != null && each.getSQLState().startsWith(INTEGRITY_VIOLATION_CLASS)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable SQLException next(SQLException exception) {
        return exception.getNextException();
    }
}
