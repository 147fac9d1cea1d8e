package io.comptoir.contract.values;

import java.util.UUID;

/** An organization. It stands first in every stream, document key and index. */
public record TenantId(UUID value) implements Comparable<TenantId> {

    public static TenantId of(String text) {
        return new TenantId(Uuids.parse(text));
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
