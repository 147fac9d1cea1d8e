package io.comptoir.server.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that breaks things on purpose, with processes of its own, and takes minutes: not one of the usual build but of
 * {@code ./mvnw -Pfaults verify}. {@code docs/reliability.md} names it beside what it shows.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EndToEnd
@Tag("faults")
@interface Faults {}
