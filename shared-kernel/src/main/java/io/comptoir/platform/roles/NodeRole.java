package io.comptoir.platform.roles;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of the work that a node can take; {@code comptoir.roles} names those of this node, by default all. */
public enum NodeRole {
    /** Decides: takes commands and appends events. */
    COMMAND,
    /** Listens: builds the read models. */
    PROJECTION,
    /** Answers: reads the read models and the history. */
    QUERY,
    /** Shows: the web console. */
    CONSOLE;

    /** The property that names the roles of a node. */
    public static final String PROPERTY = "comptoir.roles";

    /**
     * Reads a list such as {@code command,query}; all where nothing is named.
     *
     * @throws IllegalArgumentException if a word is no role, because a typing error would silently do less
     */
    public static Set<NodeRole> named(String text) {
        if (text.isBlank()) {
            return EnumSet.allOf(NodeRole.class);
        }
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (String word : text.split(",", -1)) {
            try {
                roles.add(NodeRole.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        PROPERTY + " names \"" + word.strip()
                                + "\", but there are only command, projection, query and console",
                        e);
            }
        }
        return roles;
    }
}
