package io.comptoir.contract.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Currency;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever text a value is made of: it is refused as an invalid value, or it is that very text. */
class ValuesFuzzTest {

    private record Reading(String name, List<String> right, Function<String, String> read) {}

    @TestFactory
    Stream<DynamicTest> isRefusedOrKeptAsItIs() {
        String uuid = "0190b2f0-0000-7000-8000-000000000001";
        return Stream.of(
                        new Reading("SKU", List.of("85123A", "BANK CHARGES"), text -> new Sku(text).value()),
                        new Reading("slug", List.of("a-shop", "x1"), text -> new Slug(text).value()),
                        new Reading("channel", List.of("web", "online-retail"), text -> new Channel(text).value()),
                        new Reading("location", List.of("main", "a-1"), text -> new Location(text).value()),
                        new Reading("external id", List.of("1001", "a/b"), text -> new ExternalId(text).value()),
                        new Reading("note", List.of("because of this"), text -> new Note(text).value()),
                        new Reading("reference", List.of("c-7", "17850"), text -> new DataSubjectId(text).value()),
                        new Reading("subject", List.of("auth0|1"), text -> new SubjectId(text).value()),
                        new Reading("key id", List.of("abcdefghijklmnop"), text -> new ApiKeyId(text).value()),
                        new Reading("country", List.of("France", "EIRE"), text -> new Country(text).value()),
                        new Reading(
                                "order id",
                                List.of(uuid),
                                text -> OrderId.of(text).toString()),
                        new Reading(
                                "stream",
                                List.of(uuid + ":order:1"),
                                text -> StreamId.parse(text).toString()))
                .map(reading -> DynamicTest.dynamicTest(
                        reading.name(),
                        () -> NearTexts.forEach(reading.right(), text -> isRefusedOrKept(reading, text))));
    }

    private static void isRefusedOrKept(Reading reading, String text) {
        String kept;
        try {
            kept = reading.read().apply(text);
        } catch (InvalidValue refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(kept).isEqualTo(text);
    }

    /** An amount that is taken is written as a number of the same value, and no other amount is written the same way. */
    @Test
    void takesAnAmountExactlyOrRefusesIt() {
        for (String currency : List.of("GBP", "JPY", "BHD")) {
            NearTexts.forEach(List.of("12.50", "-0.01", "1000000", "1.234", "0"), text -> {
                Money money;
                try {
                    money = Money.of(text, Currency.getInstance(currency));
                } catch (InvalidValue refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                    return;
                }
                assertThat(new java.math.BigDecimal(money.amount())).isEqualByComparingTo(text);
                assertThat(Money.of(money.amount(), Currency.getInstance(currency)))
                        .isEqualTo(money);
            });
        }
    }

    @Test
    void knowsACurrencyOrRefusesIt() {
        NearTexts.forEach(List.of("GBP", "JPY"), text -> {
            try {
                assertThat(Money.currency(text).getCurrencyCode()).isEqualTo(text);
            } catch (InvalidValue refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }
}
