package io.comptoir.contract.values;

import java.time.Instant;
import java.util.UUID;

/** An import job within its organization. */
public record ImportId(UUID value) {

    public static ImportId of(String text) {
        return new ImportId(Uuids.parse(text));
    }

    public static ImportId next(Instant now) {
        return new ImportId(Uuids.timeOrdered(now));
    }

    public StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "import", toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
