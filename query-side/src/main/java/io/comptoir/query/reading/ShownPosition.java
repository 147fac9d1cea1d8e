package io.comptoir.query.reading;

import io.comptoir.projection.mongodb.Views.Shown;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Tells the position of the one document that an answer shows. It can be newer than what its whole read model has reached, and
 * whoever goes on from what they saw, to another read model for instance, must be able to wait for all of it.
 */
public final class ShownPosition {

    private ShownPosition() {}

    /** The document's state, with its position in the answer unless a later one is there. */
    public static <S> S told(HttpServletResponse response, Shown<S> shown) {
        @Nullable String before = response.getHeader(ReadPositions.POSITION);
        if (before == null || Long.parseLong(before) < shown.position()) {
            response.setHeader(ReadPositions.POSITION, Long.toString(shown.position()));
        }
        return shown.state();
    }
}
