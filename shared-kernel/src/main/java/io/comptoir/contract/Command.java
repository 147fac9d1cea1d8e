package io.comptoir.contract;

import io.comptoir.contract.values.TenantId;

/** An order to do something, addressed to one organization. It may be refused; see {@link Decision}. */
public interface Command {

    /** The organization that the command concerns; it must be the one of the caller's credential. */
    TenantId tenantId();
}
