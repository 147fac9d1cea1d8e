package io.comptoir.contract.organizations;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Ends a suspension. */
public record ResumeOrganization(TenantId tenantId, Note reason, Instant at) implements Command {}
