package io.comptoir.projection.orders;

import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sealed;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.projection.replay.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Orders of one organization, told apart by a number. */
final class Orders {

    static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");

    private static final Currency GBP = Currency.getInstance("GBP");

    private Orders() {}

    static OrderId id(int number) {
        return new OrderId(new UUID(7, number));
    }

    static StreamId stream(int number) {
        return id(number).streamOf(TENANT);
    }

    static OrderPlaced placed(int number) {
        return placedAt(number, Instant.parse("2010-12-01T08:26:00Z").plusSeconds(number));
    }

    static OrderPlaced placedAt(int number, Instant placedAt) {
        return new OrderPlaced(
                TENANT,
                id(number),
                new Channel("shop"),
                new ExternalId("external-" + number),
                new Customer(
                        new DataSubjectId("17850"),
                        null,
                        null,
                        new Country("Côte d'Ivoire"),
                        new Sealed("customer:AQAAAAFvbmx5IGl0cyBrZXk=")),
                placedAt,
                null,
                List.of(
                        new OrderLine(
                                new Sku("85123A"),
                                new Note("WHITE HANGING HEART T-LIGHT HOLDER"),
                                new Quantity(6),
                                new Money(255, GBP)),
                        new OrderLine(new Sku("BANK CHARGES"), new Note("Crème"), new Quantity(1), new Money(1, GBP))),
                new Money(1_531, GBP),
                List.of(new Allocation(new Sku("85123A"), Location.MAIN, 6)));
    }

    static OrderCancelled cancelled(int number) {
        return new OrderCancelled(TENANT, id(number), new Note("changed mind"), Instant.parse("2010-12-03T00:00:00Z"));
    }

    /** Orders that are placed, and some of them cancelled later, in a random order. */
    static Recorded<OrderEvent> history(int orders, Random random) {
        Recorded<OrderEvent> recorded = new Recorded<>();
        List<Integer> open = new ArrayList<>();
        for (int number = 1; number <= orders; number++) {
            recorded.add(stream(number), placed(number));
            open.add(number);
            if (random.nextBoolean()) {
                Collections.shuffle(open, random);
                int cancelled = open.removeLast();
                recorded.add(stream(cancelled), cancelled(cancelled));
            }
        }
        return recorded;
    }
}
