package io.comptoir.query.invariants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectSent;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories as they must be, and each with one thing wrong. */
class EventTrailTest {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final String OTHER = "0192f0c1-7a40-7000-8000-00000000d3a1";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<SealedEvent> stored = new ArrayList<>();
    private final Finding whole = new Finding("I3", "");
    private final Finding once = new Finding("I4", "");
    private final Finding apart = new Finding("I7", "");
    private final Finding effects = new Finding("I8", "");

    /** Small parts, so that commands lie across their borders. */
    private final StoredStream stream = new StoredStream() {
        @Override
        public Part read(long after, int limit) {
            List<SealedEvent> part = stored.stream()
                    .filter(event -> event.position() > after)
                    .limit(2)
                    .toList();
            return new Part(part, part.isEmpty() ? after : part.getLast().position(), part.isEmpty());
        }

        @Override
        public Part read(TenantId organization, long after, int limit) {
            return read(after, limit);
        }
    };

    private final EventTrail trail = new EventTrail(stream, TENANT, whole, once, apart, effects);

    private void store(String command, Class<?> type, String stream, long sequence, String members) {
        stored.add(new SealedEvent(
                stored.size() + 1L,
                "event-" + (stored.size() + 1),
                stream,
                sequence,
                "A",
                "2026-11-25T01:47:31.123Z",
                type.getName(),
                "1",
                ("{\"tenantId\":\"" + TENANT + "\"" + members + "}").getBytes(UTF_8),
                ("{\"tenantId\":\"" + TENANT + "\",\"commandId\":\"" + command + "\"}").getBytes(UTF_8)));
    }

    private static String stream(String name) {
        return TENANT + ":" + name;
    }

    private void placed(String command, String order, String externalId, long units) {
        store(
                command,
                OrderPlaced.class,
                stream("order:" + order),
                0,
                ",\"orderId\":\"" + order + "\",\"channel\":\"web\",\"externalId\":\"" + externalId
                        + "\",\"allocations\":[{\"sku\":\"A\",\"location\":\"main\",\"units\":" + units + "}]");
    }

    private void moved(String command, Class<?> type, String order, long units) {
        store(
                command,
                type,
                stream("stock:A"),
                stored.size(),
                ",\"sku\":\"A\",\"location\":\"main\",\"orderId\":\"" + order + "\",\"units\":" + units);
    }

    private void goodHistory() {
        store("c1", ProductRegistered.class, stream("product:A"), 0, "");
        store("c2", StockReceived.class, stream("stock:A"), 0, "");
        placed("c3", "o1", "e1", 3);
        moved("c3", StockReserved.class, "o1", 3);
        placed("c4", "o2", "e2", 2);
        moved("c4", StockReserved.class, "o2", 2);
        store("c5", OrderCancelled.class, stream("order:o1"), 1, ",\"orderId\":\"o1\"");
        moved("c5", StockReleased.class, "o1", 3);
    }

    private void walk() {
        assertThat(trail.walk(stored.size(), new Budget(LONG))).isTrue();
    }

    private static List<String> broken(Finding finding) {
        return finding.result().details();
    }

    @Test
    void aGoodHistoryBreaksNothingAndIsCounted() {
        goodHistory();
        walk();

        assertThat(broken(whole)).isEmpty();
        assertThat(broken(once)).isEmpty();
        assertThat(broken(apart)).isEmpty();
        assertThat(whole.result().checked()).isEqualTo(8);
        assertThat(once.result().checked()).isEqualTo(2);
        assertThat(apart.result().checked()).isEqualTo(8);
        assertThat(trail.events()).isEqualTo(8);
        assertThat(trail.products()).isEqualTo(1);
        assertThat(trail.stocks()).isEqualTo(1);
        assertThat(trail.orders()).isEqualTo(2);
        assertThat(trail.reserved("A")).isEqualTo(2);
        assertThat(trail.reserved("B")).isZero();
    }

    private void effect(Class<?> type, String effect, String subject) {
        store(
                "c" + stored.size(),
                type,
                stream("effect:" + effect),
                stored.size(),
                ",\"effectId\":\"" + effect + "\",\"kind\":\"order-confirmation\",\"subject\":\"" + subject + "\"");
    }

    @Test
    void anEffectThatIsTriedAgainAfterAFailureIsWell() {
        effect(EffectPlanned.class, "e1", "o1");
        effect(EffectPlanned.class, "e2", "o2");
        effect(EffectSent.class, "e1", "o1");
        effect(EffectRescheduled.class, "e1", "o1");
        effect(EffectSent.class, "e1", "o1");
        effect(EffectConfirmed.class, "e1", "o1");
        walk();

        assertThat(broken(effects)).isEmpty();
        assertThat(effects.result().checked()).isEqualTo(5);
    }

    @Test
    void noticesEffectsThatCouldHaveHappenedTwiceOrNever() {
        effect(EffectPlanned.class, "e1", "o1");
        effect(EffectPlanned.class, "e2", "o1");
        effect(EffectSent.class, "e1", "o1");
        effect(EffectSent.class, "e1", "o1");
        effect(EffectConfirmed.class, "e2", "o1");
        walk();

        assertThat(broken(effects))
                .containsExactly(
                        "effect e2 was planned beside another one for the same",
                        "effect e1 was handed over again while it may have happened",
                        "effect e2 was confirmed without having been handed over");
    }

    @Test
    void whatWasStoredAfterTheHeadIsLeftOut() {
        goodHistory();
        moved("c6", StockReserved.class, "o9", 1);

        assertThat(trail.walk(8, new Budget(LONG))).isTrue();
        assertThat(trail.events()).isEqualTo(8);
        assertThat(broken(whole)).isEmpty();
    }

    @Test
    void noticesAnOrderWithoutItsStock() {
        placed("c1", "o1", "e1", 3);
        walk();
        assertThat(broken(whole)).containsExactly("order o1 was placed without exactly the stock it names");
    }

    @Test
    void noticesAnotherQuantityThanTheOrderNames() {
        placed("c1", "o1", "e1", 3);
        moved("c1", StockReserved.class, "o1", 2);
        walk();
        assertThat(broken(whole)).containsExactly("order o1 was placed without exactly the stock it names");
    }

    @Test
    void noticesStockThatAnotherCommandReserved() {
        placed("c1", "o1", "e1", 3);
        moved("c2", StockReserved.class, "o1", 3);
        walk();
        assertThat(broken(whole))
                .containsExactly(
                        "order o1 was placed without exactly the stock it names",
                        "stock is reserved for order o1 by another command");
    }

    @Test
    void noticesACancellationThatGivesNothingBack() {
        placed("c1", "o1", "e1", 3);
        moved("c1", StockReserved.class, "o1", 3);
        store("c2", OrderCancelled.class, stream("order:o1"), 1, ",\"orderId\":\"o1\"");
        walk();
        assertThat(broken(whole)).containsExactly("order o1 ended without giving back exactly the stock it held");
    }

    @Test
    void noticesACommandWhoseEventsLieInTwoPlaces() {
        store("c1", StockReceived.class, stream("stock:A"), 0, "");
        store("c2", StockReceived.class, stream("stock:B"), 0, "");
        store("c1", StockReceived.class, stream("stock:C"), 0, "");
        walk();
        assertThat(broken(whole)).containsExactly("the events of command c1 lie in two places");
    }

    @Test
    void noticesTheSameExternalIdTwice() {
        goodHistory();
        placed("c9", "o3", "e2", 1);
        moved("c9", StockReserved.class, "o3", 1);
        walk();
        assertThat(broken(once)).containsExactly("order o3 has the external id of another one");
    }

    @Test
    void noticesAnEventInAForeignStream() {
        store("c1", StockReceived.class, OTHER + ":stock:A", 0, "");
        store("c2", StockReceived.class, "platform:slug:a", 0, "");
        walk();
        assertThat(broken(apart))
                .containsExactly("event event-1 lies in a stream of another organization, or tells of one");
    }

    @Test
    void saysThatTheTimeDidNotSuffice() {
        goodHistory();
        assertThat(trail.walk(stored.size(), new Budget(Duration.ZERO))).isFalse();
    }

    @Test
    void tellsTheFirstTwentyOfMany() {
        for (int i = 0; i < 25; i++) {
            once.breach("breach " + i);
        }
        assertThat(once.result().holds()).isFalse();
        assertThat(once.result().details()).hasSize(21).endsWith("and 5 more");
    }
}
