package io.comptoir.platform.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.SealedEvent;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes that are hashed. Proofs that people keep depend on every one of them, so this test never changes. */
class SealedEventTest {

    private static final SealedEvent EVENT = new SealedEvent(
            258,
            "e-1",
            "t:product:A",
            1,
            "Product",
            "2026-11-25T01:47:31.123Z",
            "a.B",
            "2",
            bytes("{}"),
            bytes("{\"é\":1}"));

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void isEncodedAsTheFormatSays() {
        assertThat(HexFormat.of().formatHex(EVENT.canonical()))
                .isEqualTo("00000010636f6d70746f69722d6576656e742f31"
                        + "000000080000000000000102"
                        + "00000003652d31"
                        + "0000000b743a70726f647563743a41"
                        + "000000080000000000000001"
                        + "0000000750726f64756374"
                        + "00000018323032362d31312d32355430313a34373a33312e3132335a"
                        + "00000003612e42"
                        + "0000000132"
                        + "000000027b7d"
                        + "000000087b22c3a9223a317d");
    }

    @Test
    void anAbsentRevisionIsNoEmptyOne() {
        SealedEvent without = new SealedEvent(
                258,
                "e-1",
                "t:product:A",
                1,
                "Product",
                "2026-11-25T01:47:31.123Z",
                "a.B",
                null,
                bytes("{}"),
                bytes("{}"));

        assertThat(HexFormat.of().formatHex(without.canonical()))
                .contains("00000003612e42" + "ffffffff" + "000000027b7d");
    }

    @Test
    void everythingThatIsStoredCounts() {
        byte[] empty = bytes("{}");
        byte[] other = bytes("{ }");
        List<SealedEvent> events = List.of(
                new SealedEvent(1, "a", "b", 1, "c", "d", "e", "1", empty, empty),
                new SealedEvent(2, "a", "b", 1, "c", "d", "e", "1", empty, empty),
                new SealedEvent(1, "x", "b", 1, "c", "d", "e", "1", empty, empty),
                new SealedEvent(1, "a", "x", 1, "c", "d", "e", "1", empty, empty),
                new SealedEvent(1, "a", "b", 2, "c", "d", "e", "1", empty, empty),
                new SealedEvent(1, "a", "b", 1, "x", "d", "e", "1", empty, empty),
                new SealedEvent(1, "a", "b", 1, "c", "x", "e", "1", empty, empty),
                new SealedEvent(1, "a", "b", 1, "c", "d", "x", "1", empty, empty),
                new SealedEvent(1, "a", "b", 1, "c", "d", "e", null, empty, empty),
                new SealedEvent(1, "a", "b", 1, "c", "d", "e", "1", other, empty),
                new SealedEvent(1, "a", "b", 1, "c", "d", "e", "1", empty, other),
                new SealedEvent(1, "ab", "", 1, "c", "d", "e", "1", empty, empty));

        assertThat(events.stream().map(MerkleTree::leaf).distinct()).hasSameSizeAs(events);
    }

    @Test
    void knowsWhoseItIsUnlessItsEnvelopeCannotBeRead() {
        assertThat(SealedEvents.number(1).organization()).contains(TenantId.of(SealedEvents.TENANT));
        assertThat(Stream.of("", "}", "{}", "[]", "{\"tenantId\":7}", "{\"tenantId\":\"me\"}"))
                .allSatisfy(envelope -> assertThat(
                                new SealedEvent(1, "a", "b", 1, "c", "d", "e", "1", bytes("{}"), bytes(envelope))
                                        .organization())
                        .isEmpty());
    }

    @Test
    void keepsWhatItHoldsOutOfLogs() {
        assertThat(SealedEvents.number(1).toString()).doesNotContain("number", SealedEvents.TENANT);
    }
}
