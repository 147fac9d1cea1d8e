package io.comptoir.command.catalog;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to products answered. */
@Component
final class ProductOutcomes implements PastOutcomes<ProductState> {

    @Override
    public String streamKind() {
        return "product";
    }

    @Override
    public ProductState after(@Nullable ProductState before, DomainEvent event) {
        return ProductState.after(before, (ProductEvent) event);
    }
}
