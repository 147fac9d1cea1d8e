package io.comptoir.projection.replay;

import java.util.List;

/**
 * What came of comparing a rebuilt version with the one that readers see.
 *
 * @param position  up to which both had everything when they were compared
 * @param documents in both
 * @param tenants   how many organizations have documents
 * @param checksum  over keys and versions of the rebuilt documents, the same for the same documents in any order
 * @param leftOut   documents of both that were not compared, because events of their stream are parked or discarded
 * @param different organizations whose documents differ, at most {@value #MAX_TENANTS}
 */
public record Comparison(
        long position, long documents, int tenants, String checksum, long leftOut, List<Difference> different) {

    /** More would say nothing new; the first are enough to look into. */
    public static final int MAX_TENANTS = 20;

    public Comparison {
        different = List.copyOf(different);
    }

    /**
     * @param live      documents of the organization that readers see
     * @param rebuilt   its documents in the new version
     * @param documents of both that are missing in one or have another version
     */
    public record Difference(
            String tenantId, long live, String liveChecksum, long rebuilt, String rebuiltChecksum, long documents) {}

    public boolean isSame() {
        return different.isEmpty();
    }
}
