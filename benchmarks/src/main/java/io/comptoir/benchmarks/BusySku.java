package io.comptoir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/**
 * A SKU whose stock was corrected many times, with corrections of others in between, so that its events do not lie side by side
 * in the event store. What there was after each of them follows from its number.
 */
final class BusySku {

    static final String SKU = "S-busy";

    private static final int OTHERS_IN_BETWEEN = 3;
    private static final int OTHERS = 97;

    /** Corrections by 1 to 7 units, in turn. */
    private static final int STEPS = 7;

    /** As many lines as a document of adjustments can have. */
    private static final int ROWS_OF_AN_INVOICE = 2_000;

    private final Shop shop;
    private final int events;

    private BusySku(Shop shop, int events) {
        this.shop = shop;
        this.events = events;
    }

    /** Imports them into an organization that has nothing yet; answers when all read models have them. */
    static BusySku imported(Server server, Shop shop, int events) throws IOException, InterruptedException {
        JsonNode ended = shop.awaitImport(shop.startImport(file(events)));
        WrongAnswer.unless(
                ended.get("adjustmentRows").asInt() == events * (1 + OTHERS_IN_BETWEEN),
                "not all corrections were imported: " + ended);
        server.awaitCaughtUp();
        return new BusySku(shop, events);
    }

    private static byte[] file(int events) {
        StringBuilder file = new StringBuilder(Shop.HEADER);
        for (int row = 0; row < events * (1 + OTHERS_IN_BETWEEN); row++) {
            boolean busy = row % (1 + OTHERS_IN_BETWEEN) == 0;
            file.append(1 + row / ROWS_OF_AN_INVOICE)
                    .append(busy ? "," + SKU : ",S-" + row % OTHERS)
                    .append(",corrected,")
                    .append(busy ? 1 + row / (1 + OTHERS_IN_BETWEEN) % STEPS : 1)
                    .append(",12/1/10 8:26,0,,\n");
        }
        return file.toString().getBytes(UTF_8);
    }

    Shop shop() {
        return shop;
    }

    int events() {
        return events;
    }

    /** How many units there were after so many events. */
    static long unitsAt(int version) {
        int rest = version % STEPS;
        return version + (long) (version / STEPS) * (STEPS * (STEPS - 1) / 2) + rest * (rest - 1) / 2;
    }
}
