package io.comptoir.server.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of the running server. Its constructor may ask for the {@link RunningServer}, which is the same for all tests, and
 * for an {@link Organization}, which is a new one for each test, so that no test sees another's data.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RunningServer.Parameters.class)
@interface EndToEnd {}
