package io.comptoir.platform.roles;

/** A part of the work that a node can take; {@code comptoir.roles} names those of this node, by default all. */
public enum NodeRole {
    /** Decides: takes commands and appends events. */
    COMMAND,
    /** Listens: builds the read models. */
    PROJECTION,
    /** Answers: reads the read models and the history. */
    QUERY,
    /** Shows: the web console. */
    CONSOLE
}
