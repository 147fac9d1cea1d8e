package io.comptoir.command.catalog;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.catalog.RepriceProduct;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A product of an organization, known by its SKU. */
@Aggregate(cache = "aggregateCache")
class Product {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable ProductState state;

    Product() {}

    Product(RegisterProduct command) {
        apply(new ProductRegistered(command.tenantId(), command.sku(), command.name(), command.price()));
    }

    void reprice(RepriceProduct command) {
        if (!state().price().equals(command.price())) {
            apply(new ProductRepriced(command.tenantId(), command.sku(), command.price(), state().price()));
        }
    }

    ProductState state() {
        return Objects.requireNonNull(state);
    }

    @EventSourcingHandler
    void evolve(ProductEvent event) {
        stream = ProductEvent.streamOf(event.tenantId(), event.sku()).toString();
        state = ProductState.after(state, event);
    }
}
