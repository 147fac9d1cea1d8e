package io.comptoir.contract.imports;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

/** @param error what is wrong with the file and in which line */
public record FailImport(TenantId tenantId, ImportId importId, String error) implements Command {}
