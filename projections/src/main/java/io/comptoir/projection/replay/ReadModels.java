package io.comptoir.projection.replay;

import static io.comptoir.projection.replay.Store.ELASTICSEARCH;
import static io.comptoir.projection.replay.Store.MONGODB;

import java.util.List;

/** All read models with their current versions. */
public final class ReadModels {

    private static final int VERSION_1 = 1;

    /** Customers are sealed, and orders are found by them. */
    private static final int VERSION_2 = 2;

    // Two segments suffice where events are few or writes are small.
    public static final ReadModel ORDERS = new ReadModel("orders", MONGODB, "orders", VERSION_2, 4);
    public static final ReadModel PRODUCTS = new ReadModel("products", MONGODB, "products", VERSION_1, 2);
    public static final ReadModel INVENTORY = new ReadModel("inventory", MONGODB, "inventory", VERSION_1, 4);
    public static final ReadModel IMPORTS = new ReadModel("imports", MONGODB, "imports", VERSION_1, 2);
    public static final ReadModel TIMERS = new ReadModel("timers", MONGODB, "due", VERSION_1, 2);
    public static final ReadModel EFFECTS = new ReadModel("effects", MONGODB, "effects", VERSION_1, 2);
    public static final ReadModel ORDERS_SEARCH = new ReadModel("orders-search", ELASTICSEARCH, "orders", VERSION_2, 2);
    public static final ReadModel EVENTS_SEARCH = new ReadModel("events-search", ELASTICSEARCH, "events", VERSION_2, 4);

    public static final List<ReadModel> ALL =
            List.of(ORDERS, PRODUCTS, INVENTORY, IMPORTS, TIMERS, EFFECTS, ORDERS_SEARCH, EVENTS_SEARCH);

    private ReadModels() {}
}
