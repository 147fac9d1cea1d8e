package io.comptoir.platform.roles;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * A component that exists only where processes run: on nodes with the projection role, which keep the read models that tell
 * what is to be done, and from which commands reach a deciding node: always with Axon Server, otherwise only their own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Conditional(OnProcesses.class)
public @interface ConditionalOnProcesses {}
