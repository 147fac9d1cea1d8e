package io.comptoir.query.invariants;

import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectSent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What must hold of an organization's effects, I8: each thing has one effect of a kind, it is handed over a second time only
 * after it is known that the first time came to nothing, and none is confirmed that was never handed over.
 */
final class EffectTrail {

    private static final int MAX_REMEMBERED = 1_000_000;

    private final Finding effects;
    private final Set<String> planned = new HashSet<>();

    /** Whether an effect may have happened. */
    private final Map<String, Boolean> handedOver = new HashMap<>();

    private long count;

    EffectTrail(Finding effects) {
        this.effects = effects;
    }

    void see(String type, JsonNode payload) {
        String effect = payload.path("effectId").asString("");
        if (type.equals(EffectPlanned.class.getName())) {
            count++;
            if (planned.size() >= MAX_REMEMBERED) {
                effects.note("only the first " + MAX_REMEMBERED + " effects were looked at");
                return;
            }
            effects.expect(
                    planned.add(payload.path("kind").asString("") + " "
                            + payload.path("subject").toString()),
                    "effect " + effect + " was planned beside another one for the same");
            handedOver.put(effect, false);
        } else if (type.equals(EffectSent.class.getName()) && handedOver.containsKey(effect)) {
            @Nullable Boolean before = handedOver.put(effect, true);
            effects.expect(
                    Boolean.FALSE.equals(before),
                    "effect " + effect + " was handed over again while it may have happened");
        } else if (type.equals(EffectRescheduled.class.getName()) && handedOver.containsKey(effect)) {
            handedOver.put(effect, false);
        } else if (type.equals(EffectConfirmed.class.getName()) && handedOver.containsKey(effect)) {
            effects.expect(
                    Boolean.TRUE.equals(handedOver.get(effect)),
                    "effect " + effect + " was confirmed without having been handed over");
        }
    }

    /** How many there are. */
    long count() {
        return count;
    }
}
