package io.comptoir.contract.values;

/**
 * The stream of one aggregate: its organization, its kind and its key within both. The text form
 * {@code <tenant>:<kind>:<key>} is the aggregate identifier in the event store, so that no organization can name another's
 * stream.
 *
 * @param scope the organization's id, or {@link #PLATFORM} for what exists before any organization does
 * @param kind  a lower-case word such as {@code order}; no colon
 * @param key   the natural or generated key; it may contain colons
 */
public record StreamId(String scope, String kind, String key) {

    /** The scope of what belongs to no single organization: claims on names, and the keys that lead to an organization. */
    public static final String PLATFORM = "platform";

    public static StreamId of(TenantId tenantId, String kind, String key) {
        return new StreamId(tenantId.toString(), kind, key);
    }

    public static StreamId ofPlatform(String kind, String key) {
        return new StreamId(PLATFORM, kind, key);
    }

    public static StreamId parse(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length < 3) {
            throw new InvalidValue("must have the form <tenant>:<kind>:<key>");
        }
        return new StreamId(parts[0], parts[1], parts[2]);
    }

    /** The name within the organization, {@code <kind>:<key>}: what an auditor sees and asks for. */
    public String localName() {
        return kind + ":" + key;
    }

    @Override
    public String toString() {
        return scope + ":" + kind + ":" + key;
    }
}
