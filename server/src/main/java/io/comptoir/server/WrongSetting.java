package io.comptoir.server;

import io.comptoir.platform.roles.NodeRole;
import java.util.List;
import org.springframework.core.env.PropertyResolver;

/** A setting whose value means nothing. Said before anything is started, because a typing error would do something else. */
final class WrongSetting extends RuntimeException {

    private static final String EVENT_STORE = "comptoir.event-store";
    private static final List<String> EVENT_STORES = List.of("postgresql", "axon-server");

    private WrongSetting(String message) {
        super(message);
    }

    /** @throws WrongSetting if there is one */
    static void check(PropertyResolver settings) {
        String eventStore = settings.getProperty(EVENT_STORE, EVENT_STORES.getFirst());
        if (!EVENT_STORES.contains(eventStore)) {
            throw new WrongSetting(EVENT_STORE + " is \"" + eventStore + "\", but there are only "
                    + String.join(" and ", EVENT_STORES) + ". It is set by COMPTOIR_EVENT_STORE.");
        }
        try {
            NodeRole.named(settings.getProperty(NodeRole.PROPERTY, ""));
        } catch (IllegalArgumentException e) {
            throw new WrongSetting(e.getMessage() + ". It is set by COMPTOIR_ROLES.");
        }
    }
}
