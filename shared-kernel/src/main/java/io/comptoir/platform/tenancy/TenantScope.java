package io.comptoir.platform.tenancy;

import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * For which organization the present thread works. A request opens the scope of its credential, a command that of its
 * envelope. What sends commands or reads an organization's data asks {@link #require}, so that a forgotten scope or a foreign
 * organization stops the work instead of answering with somebody else's data.
 *
 * <p>A scope ends with the call that opened it and is not inherited by other threads: what works in the background says for
 * whom.
 */
public final class TenantScope {

    private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

    private sealed interface Scope {
        /** One organization. */
        record Tenant(TenantId tenantId) implements Scope {}

        /** All of them, with what for. */
        record Platform(String purpose) implements Scope {}
    }

    private TenantScope() {}

    /**
     * Does something for one organization.
     *
     * @throws OutsideOfScope if the thread works for another one already
     */
    public static <T extends @Nullable Object, X extends Throwable> T in(
            TenantId tenantId, ScopedValue.CallableOp<T, X> work) throws X {
        if (CURRENT.isBound()
                && CURRENT.get() instanceof Scope.Tenant open
                && !open.tenantId().equals(tenantId)) {
            throw new OutsideOfScope("work for one organization cannot open the scope of another");
        }
        return ScopedValue.where(CURRENT, new Scope.Tenant(tenantId)).call(work);
    }

    /**
     * Does something that concerns more than one organization: the exemption from all guards. Few classes may; the house rules
     * name them.
     *
     * @param purpose what for, as it is told where something else is wrong
     */
    public static <T extends @Nullable Object, X extends Throwable> T asPlatform(
            String purpose, ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, new Scope.Platform(purpose)).call(work);
    }

    /** @throws OutsideOfScope unless the thread works for this organization or for the platform */
    public static void require(TenantId tenantId) {
        if (!CURRENT.isBound()) {
            throw new OutsideOfScope("no organization's scope is open");
        }
        if (CURRENT.get() instanceof Scope.Tenant open && !open.tenantId().equals(tenantId)) {
            throw new OutsideOfScope("the open scope is another organization's");
        }
    }

    /** @throws OutsideOfScope unless the thread works for the platform */
    public static void requirePlatform() {
        if (!CURRENT.isBound() || !(CURRENT.get() instanceof Scope.Platform)) {
            throw new OutsideOfScope(
                    "only work for the platform may touch all organizations' data; open is " + describe());
        }
    }

    /** What is open, for messages about what is wrong. */
    private static String describe() {
        if (!CURRENT.isBound()) {
            return "none";
        }
        return switch (CURRENT.get()) {
            case Scope.Tenant tenant -> "organization " + tenant.tenantId();
            case Scope.Platform platform -> "platform: " + platform.purpose();
        };
    }
}
