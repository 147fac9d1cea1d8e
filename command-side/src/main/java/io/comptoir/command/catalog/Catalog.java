package io.comptoir.command.catalog;

import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.CatalogRejection.ProductCountOutOfRange;
import io.comptoir.contract.catalog.CatalogRejection.ProductNotFound;
import io.comptoir.contract.catalog.CatalogRejection.SkuAlreadyRegistered;
import io.comptoir.contract.catalog.CatalogRejection.UnknownSku;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.catalog.RegisterProducts;
import io.comptoir.contract.catalog.RegisterProducts.NewProduct;
import io.comptoir.contract.catalog.RegisterProducts.Registered;
import io.comptoir.contract.catalog.RepriceProduct;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** The products of all organizations, for commands to products and for decisions that need to know them. */
@Component
public class Catalog {

    private final Repository<Product> products;

    Catalog(Repository<Product> products) {
        this.products = products;
    }

    @CommandHandler
    Decision<ProductState> register(RegisterProduct command) throws Exception {
        StreamId stream = ProductEvent.streamOf(command.tenantId(), command.sku());
        if (Streams.load(products, stream).isPresent()) {
            return Decision.refused(new SkuAlreadyRegistered(command.sku()));
        }
        ProductState state = products.newInstance(() -> new Product(command)).invoke(Product::state);
        return Decision.accepted(state, stream, state.version());
    }

    /** Registers what is missing of a list. The stream in the answer is the one of the last product, by SKU. */
    @CommandHandler
    Decision<Registered> register(RegisterProducts command) throws Exception {
        int size = command.products().size();
        if (size < 1 || size > RegisterProducts.MAX_PRODUCTS) {
            return Decision.refused(new ProductCountOutOfRange(size, RegisterProducts.MAX_PRODUCTS));
        }
        SortedMap<Sku, NewProduct> wanted = new TreeMap<>();
        command.products().forEach(product -> wanted.putIfAbsent(product.sku(), product));
        SortedMap<Sku, ProductState> known = find(command.tenantId(), wanted.keySet());
        List<Sku> registered = new ArrayList<>();
        for (NewProduct each : wanted.values()) {
            if (!known.containsKey(each.sku())) {
                RegisterProduct one = new RegisterProduct(command.tenantId(), each.sku(), each.name(), each.price());
                products.newInstance(() -> new Product(one));
                registered.add(each.sku());
            }
        }
        Registered outcome = new Registered(registered);
        if (registered.isEmpty()) {
            Sku last = known.lastKey();
            StreamId stream = ProductEvent.streamOf(command.tenantId(), last);
            return Decision.repeated(
                    outcome, stream, Objects.requireNonNull(known.get(last)).version());
        }
        return Decision.accepted(outcome, ProductEvent.streamOf(command.tenantId(), registered.getLast()), 1);
    }

    @CommandHandler
    Decision<ProductState> reprice(RepriceProduct command) {
        StreamId stream = ProductEvent.streamOf(command.tenantId(), command.sku());
        Optional<Aggregate<Product>> product = Streams.load(products, stream);
        if (product.isEmpty()) {
            return Decision.refused(new ProductNotFound(command.sku()));
        }
        product.get().execute(found -> found.reprice(command));
        ProductState state = product.get().invoke(Product::state);
        return Decision.accepted(state, stream, state.version());
    }

    /**
     * Looks products up within a decision. They are locked in the order of their SKUs, which every decision keeps, so that no
     * two wait for each other.
     *
     * @return the products that exist; what is missing of {@code skus} is unknown
     */
    public SortedMap<Sku, ProductState> find(TenantId tenantId, Collection<Sku> skus) {
        SortedMap<Sku, ProductState> found = new TreeMap<>();
        for (Sku sku : new TreeSet<>(skus)) {
            Streams.load(products, ProductEvent.streamOf(tenantId, sku))
                    .ifPresent(product -> found.put(sku, product.invoke(Product::state)));
        }
        return found;
    }

    /** The refusal that names what {@link #find} did not find, if anything. */
    public static Optional<UnknownSku> missing(Collection<Sku> skus, Map<Sku, ProductState> found) {
        List<Sku> unknown = skus.stream()
                .distinct()
                .filter(sku -> !found.containsKey(sku))
                .sorted()
                .toList();
        return unknown.isEmpty() ? Optional.empty() : Optional.of(new UnknownSku(unknown));
    }
}
