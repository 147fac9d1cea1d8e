package io.comptoir.platform.privacy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All keys of a person, the oldest first, and the words that are known to lead to them. A person has more than one key only
 * if they came back after they were erased.
 */
record KeyRing(List<SubjectKey> keys, Set<String> knownWords) {

    static KeyRing of(List<SubjectKey> keys) {
        return new KeyRing(List.copyOf(keys), ConcurrentHashMap.newKeySet());
    }

    Optional<SubjectKey> generation(int number) {
        return keys.stream().filter(key -> key.generation() == number).findFirst();
    }

    SubjectKey newest() {
        return keys.getLast();
    }
}
