package io.comptoir.contract.imports;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

/** Ends an import whose rows are all done. */
public record CompleteImport(TenantId tenantId, ImportId importId) implements Command {}
