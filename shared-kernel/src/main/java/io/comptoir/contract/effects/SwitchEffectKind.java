package io.comptoir.contract.effects;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.TenantId;
import java.util.UUID;

/**
 * Switches effects of a kind on or off. One that is so already stays as it is.
 *
 * @param tenantId {@link #PLATFORM}
 * @param after    the newest position now
 */
public record SwitchEffectKind(TenantId tenantId, EffectKind kind, boolean on, long after) implements Command {

    /** No organization: what concerns all of them carries this in place of one. */
    public static final TenantId PLATFORM = new TenantId(new UUID(0, 0));
}
