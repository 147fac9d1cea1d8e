package io.comptoir.platform.privacy;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A place where personal data lies, sealed or not at all. Whoever adds one says here what an erasure does to it; the receipt
 * of an erasure lists them all.
 */
public interface HoldsPersonalData {

    /**
     * @param place   such as {@code read model orders}
     * @param entries how many things there are about the person; absent where nobody counts, or the place is away
     * @param effect  one sentence for a person
     */
    record Purged(String place, @Nullable Long entries, String effect) {}

    /** What the erasure of somebody, which has just been carried out, means here. */
    Purged purged(TenantId tenantId, DataSubjectId subject);
}
