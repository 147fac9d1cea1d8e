package io.comptoir.server.simulation;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a world. */
final class Findings {

    private final List<String> all = new ArrayList<>();

    void expect(boolean holds, String otherwise) {
        if (!holds) {
            add(otherwise);
        }
    }

    void add(String finding) {
        all.add(finding);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
