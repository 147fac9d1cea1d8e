package io.comptoir.contract.privacy;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import java.time.Instant;

/**
 * An erasure as it was decided.
 *
 * @param generation the newest of the keys that are destroyed with it
 */
public record Erasure(DataSubjectId subject, int generation, Note reason, Instant erasedAt) {}
