package io.comptoir.projection;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.tenancy.OutsideOfScope;
import io.comptoir.platform.tenancy.TenantScope;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does something on a thread of its own, which has not the scope that tests run in. */
public final class Outside {

    private Outside() {}

    /**
     * @param tenantId whose scope is open there; absent for none
     * @return what it answered, or why it was refused
     */
    public static Object of(@Nullable TenantId tenantId, Supplier<?> work) {
        return CompletableFuture.<Object>supplyAsync(() -> {
                    try {
                        return tenantId == null ? work.get() : TenantScope.in(tenantId, work::get);
                    } catch (OutsideOfScope refused) {
                        return refused;
                    }
                })
                .join();
    }
}
