package io.comptoir.platform.privacy;

import io.comptoir.contract.values.DataSubjectId;

/**
 * Sealed data does not open although its key should be there: it was changed, belongs to somebody else, or the vault has
 * lost the key. It is no erasure, and must not look like one.
 */
public final class UnreadablePersonalData extends RuntimeException {

    private final DataSubjectId subject;

    UnreadablePersonalData(DataSubjectId subject, String why) {
        super(why);
        this.subject = subject;
    }

    UnreadablePersonalData(DataSubjectId subject, String why, Throwable cause) {
        super(why, cause);
        this.subject = subject;
    }

    public DataSubjectId subject() {
        return subject;
    }
}
