package io.comptoir.platform.privacy;

import io.comptoir.contract.values.DataSubjectId;

/**
 * Which key of which person. What was sealed with a destroyed key must not be found by the name of somebody who came back, so
 * whatever leads to sealed data leads to a key and not to a person.
 *
 * @param generation 1 for the first key of a person, one more for each after an erasure
 */
public record KeyName(DataSubjectId subject, int generation) {

    /** As one word, the same for the same key and no other. */
    public String text() {
        return generation + ":" + subject;
    }
}
