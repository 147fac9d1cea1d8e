package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.TenantId;

/** A key can now be used for this organization. */
@Revision(2)
public record ApiKeyIssued(TenantId tenantId, KeyGrant key) implements ApiKeyEvent {}
