package io.comptoir.query.reading;

import io.comptoir.platform.http.Problem;
import io.comptoir.projection.replay.Progress;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StoreWatch;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets readers see their own writes. A write answers {@code Comptoir-Position}; a read that sends it back as
 * {@code Comptoir-After} waits until the read model has it. Every read says how far its read model is and how many events that
 * is behind. The answer is at that position or later, since it is asked for before the documents are; of a single document
 * {@link ShownPosition} tells the very position.
 */
@Component
final class ReadPositions implements HandlerInterceptor {

    static final String POSITION = "Comptoir-Position";
    static final String LAG = "Comptoir-Lag";
    static final String AFTER = "Comptoir-After";

    static final Duration WAIT_LIMIT = Duration.ofSeconds(5);

    private static final Map<String, ReadModel> MODELS =
            ReadModels.ALL.stream().collect(Collectors.toMap(ReadModel::name, Function.identity()));

    private final Progress progress;
    private final StoreWatch stores;

    ReadPositions(Progress progress, StoreWatch stores) {
        this.progress = progress;
        this.stores = stores;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        @Nullable
        ReadsFrom source = handler instanceof HandlerMethod method ? method.getMethodAnnotation(ReadsFrom.class) : null;
        if (source == null) {
            return true;
        }
        long after = after(request.getHeader(AFTER));
        if (source.value().equals(ReadsFrom.EVENT_STORE)) {
            progress.head().ifPresent(head -> tell(response, head, OptionalLong.of(0)));
            return true;
        }
        @Nullable ReadModel model = MODELS.get(source.value());
        if (model == null) {
            throw new IllegalStateException("there is no read model " + source.value());
        }
        if (!stores.isUp(model.store())) {
            // Asking a store that is known to be away would keep the caller waiting for the same answer.
            throw Problem.storeUnavailable(model.store().title());
        }
        boolean reached = progress.await(model, after, WAIT_LIMIT);
        long position = progress.positionOf(model);
        tell(response, position, progress.lagOf(model));
        if (!reached) {
            throw behind(model, position, after);
        }
        return true;
    }

    private static void tell(HttpServletResponse response, long position, OptionalLong lag) {
        response.setHeader(POSITION, Long.toString(position));
        lag.ifPresent(events -> response.setHeader(LAG, Long.toString(events)));
    }

    private static long after(@Nullable String header) {
        if (header == null) {
            return 0;
        }
        try {
            long after = Long.parseLong(header.strip());
            if (after >= 0) {
                return after;
            }
        } catch (NumberFormatException e) {
            throw notAPosition();
        }
        throw notAPosition();
    }

    private static Problem notAPosition() {
        return Problem.malformed(AFTER, "must be a position as Comptoir-Position has it: a whole number, 0 or more");
    }

    private static Problem behind(ReadModel model, long position, long after) {
        return new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "projection-behind",
                        "The read model " + model.name() + " has not reached that position within "
                                + WAIT_LIMIT.toSeconds() + " s.",
                        Map.of("readModel", model.name(), "position", position, "after", after))
                .retryAfter(1);
    }
}
