package io.comptoir.contract;

import io.comptoir.contract.values.TenantId;

/**
 * Something that happened, for good. The class name and the revision are part of what is stored: a released event is never
 * moved, renamed or changed; a change is a new revision with an upcaster.
 */
public interface DomainEvent {

    /** The organization it happened in. */
    TenantId tenantId();
}
