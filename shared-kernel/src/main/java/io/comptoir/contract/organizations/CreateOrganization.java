package io.comptoir.contract.organizations;

import io.comptoir.contract.Command;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;

/** Creates an organization together with its claim on the slug and its owner's first key: all three or none. */
public record CreateOrganization(TenantId tenantId, Slug slug, Note name, KeyGrant ownerKey) implements Command {}
