package io.comptoir.contract.imports;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

@Revision(1)
public record ImportStarted(TenantId tenantId, ImportId importId, ImportProfile profile, long bytes, String sha256)
        implements ImportEvent {}
