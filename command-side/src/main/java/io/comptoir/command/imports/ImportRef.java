package io.comptoir.command.imports;

import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

/** An import of an organization, and so its file. */
record ImportRef(TenantId tenantId, ImportId importId) {}
