package io.comptoir.contract.organizations;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Makes every credential of an organization useless for the time being. */
public record SuspendOrganization(TenantId tenantId, Note reason, Instant at) implements Command {}
