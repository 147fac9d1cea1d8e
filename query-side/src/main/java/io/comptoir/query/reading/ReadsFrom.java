package io.comptoir.query.reading;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a controller method answers from. Its answers say how far that is, and a request can wait for it; see
 * {@link ReadPositions}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ReadsFrom {

    /** The events themselves, which are never behind. */
    String EVENT_STORE = "event-store";

    /** The name of a read model, or {@link #EVENT_STORE}. */
    String value();
}
