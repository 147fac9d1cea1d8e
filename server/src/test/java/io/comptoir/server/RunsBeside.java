package io.comptoir.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test whose servers are its own and that mostly waits for them to start, stop or notice something: it runs beside other
 * such tests. They come first, so that what is measured in seconds afterwards has the processors for itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Order(1)
@ResourceLock(value = RunsBeside.PROCESSORS, mode = ResourceAccessMode.READ)
public @interface RunsBeside {
    String PROCESSORS = "processors";
}
