package io.comptoir.contract.effects;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.EffectId;
import java.util.Locale;

/** Why a command to an effect was refused. */
public sealed interface EffectRejection extends Rejection {

    record EffectNotFound(EffectId effectId) implements EffectRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "There is no effect " + effectId + ".";
        }
    }

    /**
     * The effect is not where this can be done with it.
     *
     * @param state    where it is
     * @param required where it would have to be
     */
    record EffectInOtherState(EffectId effectId, EffectState.Status state, EffectState.Status required)
            implements EffectRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The effect is " + word(state) + ", not " + word(required) + ".";
        }

        private static String word(EffectState.Status status) {
            return status.name().toLowerCase(Locale.ROOT);
        }
    }
}
