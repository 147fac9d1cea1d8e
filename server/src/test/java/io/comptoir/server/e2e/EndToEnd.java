package io.comptoir.server.e2e;

import io.comptoir.server.RunsBeside;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A test of the running server. Its constructor may ask for the {@link RunningServer}, which is the same for all tests, and
 * for an {@link Organization}, which is a new one for each test, so that no test sees another's data. One runs after the other,
 * but for those that say that they run beside others.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RunningServer.Parameters.class)
@ResourceLock(providers = EndToEnd.OneAfterTheOther.class)
@interface EndToEnd {

    /** Nothing runs beside a test of the server that all share. */
    final class OneAfterTheOther implements ResourceLocksProvider {
        @Override
        public Set<Lock> provideForClass(Class<?> test) {
            return test.isAnnotationPresent(RunsBeside.class) ? Set.of() : Set.of(new Lock(RunsBeside.PROCESSORS));
        }

        @Override
        public Set<Lock> provideForMethod(List<Class<?>> enclosing, Class<?> test, java.lang.reflect.Method method) {
            return Set.of();
        }
    }
}
