package io.comptoir.projection.orders;

import static com.mongodb.client.model.Filters.eq;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.privacy.HoldsPersonalData;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.StoreAway;
import io.comptoir.projection.replay.StoreFailure;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the read models hold about somebody: seals, which need no write to be erased. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
class OrdersOfPeople {

    private static final String SEALED = "Holds only what was sealed with the destroyed key; it reads \"erased\".";
    private static final String SEALED_SEARCH =
            "Has no word of a name or an address. The blind index that led from them to the reference is deleted.";

    @Bean
    HoldsPersonalData ordersPlace(OrderViews orders) {
        return (tenantId, subject) -> new HoldsPersonalData.Purged(
                "read model orders", counted(() -> ordersOf(orders, tenantId, subject)), SEALED);
    }

    @Bean
    HoldsPersonalData ordersSearchPlace(OrderSearchEntries entries) {
        return (tenantId, subject) -> new HoldsPersonalData.Purged(
                "read model orders-search", counted(() -> entries.countOf(tenantId, subject)), SEALED_SEARCH);
    }

    @Bean
    HoldsPersonalData eventsSearchPlace() {
        return (tenantId, subject) -> new HoldsPersonalData.Purged("read model events-search", null, SEALED);
    }

    private static long ordersOf(OrderViews orders, TenantId tenantId, DataSubjectId subject) {
        return orders.count(tenantId, eq(OrderViews.CUSTOMER, subject.value()));
    }

    // The erasure is done whether or not the store can count.
    private static @Nullable Long counted(LongSupplier count) {
        try {
            return count.getAsLong();
        } catch (StoreAway | StoreFailure e) {
            return null;
        }
    }
}
