package io.comptoir.query.reading;

import io.comptoir.platform.http.Problem;
import io.comptoir.projection.replay.IncompleteReadModel;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Turns what a store of read models throws into the problem that says so; everything else is left to others. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StoreFailures implements HandlerExceptionResolver {

    private static final Logger log = LoggerFactory.getLogger(StoreFailures.class);

    private final ObjectProvider<HandlerExceptionResolver> answers;

    StoreFailures(@Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> answers) {
        this.answers = answers;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        @Nullable Store store = storeOf(failure);
        if (store == null) {
            return null;
        }
        log.atWarn()
                .addKeyValue("store", store.title())
                .addKeyValue("cause", causeOf(failure))
                .log("a read found {} away", store.title());
        return answers.getObject()
                .resolveException(request, response, handler, Problem.storeUnavailable(store.title()));
    }

    /** Its class alone, because a store's own message may quote what was asked. */
    private static String causeOf(Exception failure) {
        return failure.getCause() == null
                ? failure.getClass().getSimpleName()
                : failure.getCause().getClass().getName();
    }

    private static @Nullable Store storeOf(Exception failure) {
        return switch (failure) {
            case StoreAway away -> away.store();
            // Only an index can be found missing by a reader; it is about to be built again.
            case IncompleteReadModel missing -> Store.ELASTICSEARCH;
            default -> null;
        };
    }
}
