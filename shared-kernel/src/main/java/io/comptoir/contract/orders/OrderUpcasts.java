package io.comptoir.contract.orders;

import io.comptoir.contract.Upcast;
import java.util.List;

/** What the events of orders were in earlier revisions. */
public final class OrderUpcasts {

    public static final List<Upcast> ALL = List.of(
            // Revision 2 seals name and address. An upcast has no keys, so they stay in the clear here, and the event
            // store
            // seals them when it reads the event. A customer without a reference gets the one its order gives. It may
            // also
            // tell when the order expires; older ones never do.
            Upcast.adding(OrderPlaced.class, 1));

    private OrderUpcasts() {}
}
