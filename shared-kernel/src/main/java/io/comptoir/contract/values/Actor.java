package io.comptoir.contract.values;

import org.jspecify.annotations.Nullable;

/**
 * Who acts.
 *
 * @param kind       a key, a process or the system itself
 * @param id         the id of the key or the name of the process; no personal data
 * @param onBehalfOf whom a process acts for, such as the key that started an import; absent when it acts for itself
 */
public record Actor(Kind kind, String id, @Nullable String onBehalfOf) {

    public enum Kind {
        KEY,
        PROCESS,
        SYSTEM
    }

    public static Actor key(String keyId) {
        return new Actor(Kind.KEY, keyId, null);
    }

    public static Actor process(String name, String onBehalfOf) {
        return new Actor(Kind.PROCESS, name, onBehalfOf);
    }

    public static Actor system(String name) {
        return new Actor(Kind.SYSTEM, name, null);
    }
}
