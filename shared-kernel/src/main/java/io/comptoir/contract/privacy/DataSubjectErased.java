package io.comptoir.contract.privacy;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * A person was erased: what was sealed for them until then is gone for good. The key is destroyed after this event, so that a
 * crash in between leaves a decision that is carried out at the next start.
 *
 * @param generation the newest of the person's keys; it and all before it are destroyed
 * @param reason     why, without personal data
 */
@Revision(1)
public record DataSubjectErased(TenantId tenantId, DataSubjectId subject, int generation, Note reason, Instant erasedAt)
        implements DataSubjectEvent {}
