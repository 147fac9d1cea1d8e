package io.comptoir.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The revision of an event's or snapshot's stored form, from 1. It is stored with every event; raising it needs an upcaster
 * from the one before and a new golden file. It is ours, not the framework's, so that the language depends on no framework.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Revision {
    int value();
}
