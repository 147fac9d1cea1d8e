package io.comptoir.query.invariants;

import java.util.ArrayList;
import java.util.List;

/** Collects what one invariant comes to: how much was looked at, and the first few things that break it. */
final class Finding {

    /** More than this would not help whoever has to look. */
    private static final int MAX_TOLD = 20;

    private final String id;
    private final String claim;
    private final List<String> broken = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long checked;
    private long breaches;

    Finding(String id, String claim) {
        this.id = id;
        this.claim = claim;
    }

    void checked(long more) {
        checked += more;
    }

    /** Says that something was looked at, and what is wrong with it unless it holds. Names things by their ids alone. */
    void expect(boolean holds, String otherwise) {
        checked++;
        if (!holds) {
            breach(otherwise);
        }
    }

    void breach(String what) {
        breaches++;
        if (broken.size() < MAX_TOLD) {
            broken.add(what);
        }
    }

    /** Something that a reader of the result must know, such as that only a part was looked at. */
    void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    Invariants.Result result() {
        List<String> details = new ArrayList<>(notes);
        details.addAll(broken);
        if (breaches > broken.size()) {
            details.add("and " + (breaches - broken.size()) + " more");
        }
        return new Invariants.Result(id, claim, breaches == 0, checked, details);
    }
}
