package io.comptoir.contract.access;

import io.comptoir.contract.Upcast;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the events about access were in earlier revisions. */
public final class AccessUpcasts {

    public static final List<Upcast> ALL = List.of(new Upcast(ApiKeyIssued.class, 1, AccessUpcasts::namedRole));

    private AccessUpcasts() {}

    /** Revision 2 names the role as everybody else does, and may say more about the key than revision 1 could. */
    @SuppressWarnings("unchecked") // A JSON object has texts for names.
    private static Map<String, Object> namedRole(Map<String, Object> issued) {
        if (issued.get("key") instanceof Map<?, ?> key && key.get("role") instanceof String role) {
            ((Map<String, Object>) key).put("role", role.toLowerCase(Locale.ROOT));
        }
        return issued;
    }
}
