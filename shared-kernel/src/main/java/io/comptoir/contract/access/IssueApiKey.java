package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.TenantId;

/** Makes a key usable. Who sends this has seen to it that nobody gives more than they have. */
public record IssueApiKey(TenantId tenantId, KeyGrant key) implements Command {}
