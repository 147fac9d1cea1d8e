package io.comptoir.contract.imports;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;

/**
 * Starts the import of a file that lies ready.
 *
 * @param bytes  the size of the file
 * @param sha256 its digest in lower-case hexadecimal
 */
public record StartImport(TenantId tenantId, ImportId importId, ImportProfile profile, long bytes, String sha256)
        implements Command {}
