package io.comptoir.contract.imports;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

@Revision(1)
public record ImportCompleted(TenantId tenantId, ImportId importId) implements ImportEvent {}
