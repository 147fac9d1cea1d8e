package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;

/** Somebody belongs to the organization no more; the keys that act for the member can do nothing. */
@Revision(1)
public record MemberRemoved(TenantId tenantId, SubjectId subject) implements MemberEvent {}
