package io.comptoir.server;

import io.comptoir.platform.vault.UnusableKeys;
import io.comptoir.server.embedded.DataFolderInUse;
import io.comptoir.server.embedded.DataFolderUnusable;
import io.comptoir.server.embedded.EmbeddedStoreFailure;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says what a person can do about a start that failed for a known reason; a stack trace would only hide it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailures implements SpringBootExceptionReporter {

    /** Made by Spring Boot, which passes the context, if there is one yet. */
    StartFailures(@Nullable ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        @Nullable String advice = advice(failure);
        if (advice == null) {
            return false;
        }
        System.err.println(advice);
        return true;
    }

    private static @Nullable String advice(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WrongSetting
                    || cause instanceof DataFolderInUse
                    || cause instanceof DataFolderUnusable
                    || cause instanceof EmbeddedStoreFailure
                    || cause instanceof IncompleteConfiguration
                    || cause instanceof UnusableKeys) {
                return cause.getMessage();
            }
            if (cause instanceof PortInUseException inUse) {
                return "Port " + inUse.getPort()
                        + " is taken. Set SERVER_PORT (or MANAGEMENT_SERVER_PORT) to another one, or stop what listens"
                        + " there.";
            }
        }
        return null;
    }
}
