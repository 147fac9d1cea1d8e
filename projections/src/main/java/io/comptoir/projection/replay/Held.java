package io.comptoir.projection.replay;

/**
 * A state as a store holds it.
 *
 * @param version how many events of its stream it has behind it; more than those that made the state where some were left out
 */
public record Held<S>(long version, S state) {}
