package io.comptoir.contract.imports;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

/** The rest of the file cannot be read; what was imported before stays. */
@Revision(1)
public record ImportFailed(TenantId tenantId, ImportId importId, String error) implements ImportEvent {}
