package io.comptoir.contract.privacy;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Erases everything personal that is held about somebody, for ever. What they order afterwards is held anew. */
public record EraseDataSubject(TenantId tenantId, DataSubjectId subject, Note reason, Instant erasedAt)
        implements Command {}
