package io.comptoir.projection.replay;

import static io.comptoir.projection.replay.Store.ELASTICSEARCH;
import static io.comptoir.projection.replay.Store.MONGODB;

import java.util.List;
import java.util.Optional;

/** All read models with the shapes that this server builds. */
public final class ReadModels {

    private static final int SHAPE_1 = 1;

    /** Customers are sealed, and orders are found by them; in other models, states are text. */
    private static final int SHAPE_2 = 2;

    /** States are text. */
    private static final int SHAPE_3 = 3;

    // Two segments suffice where events are few or writes are small.
    public static final ReadModel ORDERS = new ReadModel("orders", MONGODB, "orders", SHAPE_3, 4);
    public static final ReadModel PRODUCTS = new ReadModel("products", MONGODB, "products", SHAPE_2, 2);
    public static final ReadModel INVENTORY = new ReadModel("inventory", MONGODB, "inventory", SHAPE_2, 4);
    public static final ReadModel IMPORTS = new ReadModel("imports", MONGODB, "imports", SHAPE_2, 2);
    // A timer that an order sets ends with an event of its effect, and a rebuild must take in both in their order.
    public static final ReadModel TIMERS = new ReadModel("timers", MONGODB, "due", SHAPE_1, 1);
    public static final ReadModel EFFECTS = new ReadModel("effects", MONGODB, "effects", SHAPE_2, 2);
    public static final ReadModel ORDERS_SEARCH = new ReadModel("orders-search", ELASTICSEARCH, "orders", SHAPE_2, 2);
    public static final ReadModel PRODUCTS_SEARCH =
            new ReadModel("products-search", ELASTICSEARCH, "products", SHAPE_1, 2);
    public static final ReadModel EVENTS_SEARCH = new ReadModel("events-search", ELASTICSEARCH, "events", SHAPE_2, 4);

    public static final List<ReadModel> ALL = List.of(
            ORDERS, PRODUCTS, INVENTORY, IMPORTS, TIMERS, EFFECTS, ORDERS_SEARCH, PRODUCTS_SEARCH, EVENTS_SEARCH);

    /** The read model of that name; empty if there is none. */
    public static Optional<ReadModel> named(String name) {
        return ALL.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private ReadModels() {}
}
