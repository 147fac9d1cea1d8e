package io.comptoir.projection.orders;

import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.compoundIndex;
import static com.mongodb.client.model.Indexes.descending;

import com.mongodb.client.MongoDatabase;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.replay.ReadModels;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Orders by id, and listed with the newest first. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class OrderViews extends Views<OrderState> {

    public static final String STATUS = "status";
    public static final String CHANNEL = "channel";
    public static final String EXTERNAL_ID = "externalId";

    /** Whose order it is, to find what is held about somebody. */
    public static final String CUSTOMER = "customer";

    /** As a date, and so exact to the millisecond. */
    public static final String PLACED_AT = "placedAt";

    OrderViews(MongoDatabase database) {
        super(
                database,
                ReadModels.ORDERS,
                OrderState.class,
                List.of(
                        compoundIndex(ascending(TENANT), descending(PLACED_AT), ascending(ID)),
                        compoundIndex(ascending(TENANT, STATUS), descending(PLACED_AT), ascending(ID)),
                        compoundIndex(ascending(TENANT, CHANNEL), descending(PLACED_AT), ascending(ID)),
                        ascending(TENANT, EXTERNAL_ID),
                        compoundIndex(ascending(TENANT, CUSTOMER), descending(PLACED_AT), ascending(ID))));
    }

    @Override
    protected Document searchFields(OrderState order) {
        Document fields = new Document(STATUS, order.status().name())
                .append(CHANNEL, order.channel().value())
                .append(PLACED_AT, BusinessTime.of(order.placedAt()));
        if (order.customer().reference() != null) {
            fields.append(CUSTOMER, order.customer().reference().value());
        }
        if (order.externalId() != null) {
            fields.append(EXTERNAL_ID, order.externalId().value());
        }
        return fields;
    }
}
