package io.comptoir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.OrderId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Many orders of one organization that were imported, as they would be when a shop moves here. Everything about an order follows
 * from its number, so whoever reads knows what must come. The import is the quickest way to many events that goes through every
 * decision: it needs no HTTP for each order, and each order makes seven events, because its stock is received first.
 */
final class PastOrders {

    /** Three receipts, three reservations, the order. */
    static final int EVENTS_OF_AN_ORDER = 7;

    static final List<String> COLOURS = List.of("red", "blue", "green", "white", "black", "yellow", "violet");
    static final String CHANNEL = "online-retail";

    private static final int LINES = 3;
    private static final int KINDS_OF_A_COLOUR = 100;

    /** One order a minute, so that no two stand at the same moment while these last; London has winter time then. */
    private static final Instant FIRST = Instant.parse("2010-12-01T00:00:00Z");

    private static final int MOST_WITH_A_MINUTE_EACH = 150_000;
    private static final long FIRST_INVOICE = 1_000_000;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("M/d/yy H:mm", Locale.ROOT);

    private final Shop shop;
    private final int count;

    private PastOrders(Shop shop, int count) {
        this.shop = shop;
        this.count = count;
    }

    /** Imports so many into an organization; answers when all read models have them. */
    static PastOrders imported(Server server, Shop shop, int count) throws IOException, InterruptedException {
        PastOrders past = new PastOrders(shop, count);
        JsonNode ended = shop.awaitImport(shop.startImport(past.file()));
        WrongAnswer.unless(
                ended.get("orders").asInt() == count
                        && ended.get("rejectedRows").asInt() == 0,
                "not all orders were imported: " + ended);
        server.awaitCaughtUp();
        return past;
    }

    private byte[] file() {
        StringBuilder file = new StringBuilder(
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (int order = 0; order < count; order++) {
            String date = DATE.format(LocalDateTime.ofInstant(placedAt(order), ZoneOffset.UTC));
            for (int line = 0; line < LINES; line++) {
                int kind = (order + line * 31) % KINDS_OF_A_COLOUR;
                file.append(FIRST_INVOICE + order)
                        .append(",P-%s-%d,%s lamp %d,%d,%s,%d.25,%d,%s\n"
                                .formatted(
                                        colour(order),
                                        kind,
                                        colour(order),
                                        kind,
                                        1 + order % 9,
                                        date,
                                        1 + line,
                                        order % 5_000,
                                        country(order)));
            }
        }
        return file.toString().getBytes(UTF_8);
    }

    Shop shop() {
        return shop;
    }

    int count() {
        return count;
    }

    static Instant placedAt(int order) {
        return FIRST.plus(Duration.ofMinutes(order % MOST_WITH_A_MINUTE_EACH));
    }

    static String country(int order) {
        return Shop.COUNTRIES.get(order % Shop.COUNTRIES.size());
    }

    static String colour(int order) {
        return COLOURS.get(order % COLOURS.size());
    }

    static String externalId(int order) {
        return Long.toString(FIRST_INVOICE + order);
    }

    OrderId id(int order) {
        return OrderId.ofExternal(shop.id(), new Channel(CHANNEL), new ExternalId(externalId(order)));
    }

    /** The sum of an order as answers write it. */
    static String total(int order) {
        int hundredths = (1 + order % 9) * (125 + 225 + 325);
        return "%d.%02d".formatted(hundredths / 100, hundredths % 100);
    }

    /** How many orders have a colour and go to a country; both repeat, and their lengths have no common divisor. */
    long countOf(int colour, int country) {
        int period = COLOURS.size() * Shop.COUNTRIES.size();
        for (int order = 0; order < Math.min(period, count); order++) {
            if (order % COLOURS.size() == colour && order % Shop.COUNTRIES.size() == country) {
                return 1L + (count - 1 - order) / period;
            }
        }
        return 0;
    }
}
