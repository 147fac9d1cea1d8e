package io.comptoir.contract.orders;

import io.comptoir.contract.Upcast;
import java.util.List;

/** What the events of orders were in earlier revisions. */
public final class OrderUpcasts {

    public static final List<Upcast> ALL = List.of(
            // Revision 2 may tell when the order expires. Older ones never do.
            Upcast.adding(OrderPlaced.class, 1));

    private OrderUpcasts() {}
}
