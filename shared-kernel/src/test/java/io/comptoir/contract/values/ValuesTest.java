package io.comptoir.contract.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Currency;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    private static final Currency GBP = Currency.getInstance("GBP");

    @ParameterizedTest
    @CsvSource({
        "0,0.00",
        "12.5,12.50",
        "-0.01,-0.01",
        "12.500,12.50",
        "000.10,0.10",
        "92233720368547758.07,92233720368547758.07"
    })
    void readsMoneyExactly(String given, String shown) {
        assertThat(Money.of(given, GBP).amount()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " 1", "1.", ".5", "+1", "1e2", "1,50", "0x1", "1.001", "NaN", "92233720368547758.08", "٣"})
    void refusesWhatIsNoAmountOfPence(String given) {
        assertThatThrownBy(() -> Money.of(given, GBP)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @CsvSource({"JPY,1500,1500", "KWD,1.5,1.500"})
    void hasTheDecimalsOfItsCurrency(String code, String given, String shown) {
        assertThat(Money.of(given, Money.currency(code)).amount()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gbp", "XXX", "XAU", "EURO", "ZZZ", ""})
    void refusesWhatIsNoCurrencyToPayIn(String code) {
        assertThatThrownBy(() -> Money.currency(code)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void boundsTheUnitPriceOnBothSides() {
        assertThat(new Money(Money.MAX_UNIT_PRICE, GBP).asUnitPrice().amount()).isEqualTo("10000000.00");
        assertThat(Money.zero(GBP).asUnitPrice()).isEqualTo(Money.zero(GBP));
        assertThatThrownBy(() -> new Money(Money.MAX_UNIT_PRICE + 1, GBP).asUnitPrice())
                .hasMessage("must be between 0 and 10000000.00");
        assertThatThrownBy(() -> new Money(-1, GBP).asUnitPrice()).isInstanceOf(InvalidValue.class);
    }

    @Test
    void theLargestOrderStillFits() {
        Money line = new Money(Money.MAX_UNIT_PRICE, GBP).times(Quantity.MAX);
        Money total = Money.zero(GBP);
        for (int i = 0; i < 2_000; i++) {
            total = total.plus(line);
        }
        assertThat(total.minorUnits()).isEqualTo(2_000L * Quantity.MAX * Money.MAX_UNIT_PRICE);
    }

    @Test
    void neverMixesCurrenciesAndNeverOverflowsSilently() {
        assertThatThrownBy(() -> Money.zero(GBP).plus(Money.zero(Currency.getInstance("EUR"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(Long.MAX_VALUE, GBP).plus(new Money(1, GBP)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void boundsQuantitiesOnBothSides() {
        assertThat(new Quantity(1).value()).isEqualTo(1);
        assertThat(new Quantity(1_000_000).value()).isEqualTo(1_000_000);
        assertThatThrownBy(() -> new Quantity(0)).hasMessage("must be between 1 and 1000000, was 0");
        assertThatThrownBy(() -> new Quantity(1_000_001)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void boundsCorrectionsOnBothSidesAndRefusesNone() {
        assertThat(new StockDelta(-1_000_000).value()).isEqualTo(-1_000_000);
        assertThat(new StockDelta(1_000_000).value()).isEqualTo(1_000_000);
        assertThatThrownBy(() -> new StockDelta(0)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new StockDelta(-1_000_001)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new StockDelta(1_000_001)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"85123A", "BANK CHARGES", "a", "crème-brûlée+1", "x:y", "50% OFF", "...", "\uD83D\uDE00"})
    void acceptsRealSkus(String sku) {
        assertThat(new Sku(sku).value()).isEqualTo(sku);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", " a", "a ", "a/b", "a\\b", "a;b", "a\u0000b", "a\nb", "a\u2028b", "a\u2029b", ".", ".."
            })
    void refusesSkusThatCouldNotStandInAPath(String sku) {
        assertThatThrownBy(() -> new Sku(sku)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "\uDC00a", "a\uD83D", "\uDE00\uD83D"})
    void refusesTextThatUtf8CannotWrite(String text) {
        assertThatThrownBy(() -> new Sku(text)).hasMessage("must be valid Unicode");
        assertThatThrownBy(() -> new ExternalId(text)).hasMessage("must be valid Unicode");
        assertThatThrownBy(() -> new Note(text)).hasMessage("must be valid Unicode");
    }

    @Test
    void refusesASkuThatIsTooLong() {
        assertThat(new Sku("x".repeat(64)).value()).hasSize(64);
        assertThatThrownBy(() -> new Sku("x".repeat(65))).hasMessage("must have at most 64 characters, has 65");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0192F0C1-7A40-7000-8000-00000000D3A0", "1-1-1-1-1", "", "not-a-uuid"})
    void anIdHasOneTextForm(String text) {
        assertThatThrownBy(() -> OrderId.of(text)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void newIdsSortByTimeAndSayTheirVersion() {
        UUID earlier = Uuids.timeOrdered(Instant.parse("2026-01-01T00:00:00Z"));
        UUID later = Uuids.timeOrdered(Instant.parse("2026-01-01T00:00:00.001Z"));

        assertThat(earlier.version()).isEqualTo(7);
        assertThat(earlier.variant()).isEqualTo(2);
        assertThat(earlier.toString()).isLessThan(later.toString());
    }

    @Test
    void derivedIdsDependOnEveryPartAndWhereItEnds() {
        UUID id = Uuids.derivedFrom("order", "ab", "c");

        assertThat(id).isEqualTo(Uuids.derivedFrom("order", "ab", "c"));
        assertThat(id).isNotEqualTo(Uuids.derivedFrom("order", "a", "bc"));
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void oneExternalIdIsAnotherOrderInAnotherOrganizationOrChannel() {
        TenantId one = new TenantId(new UUID(1, 1));
        TenantId other = new TenantId(new UUID(1, 2));
        OrderId order = OrderId.ofExternal(one, new Channel("web"), new ExternalId("7"));

        assertThat(OrderId.ofExternal(other, new Channel("web"), new ExternalId("7")))
                .isNotEqualTo(order);
        assertThat(OrderId.ofExternal(one, new Channel("shop"), new ExternalId("7")))
                .isNotEqualTo(order);
    }

    @Test
    void aStreamIsReadAsItIsWritten() {
        StreamId stream = StreamId.of(new TenantId(new UUID(1, 1)), "stock", "a:b c");

        assertThat(StreamId.parse(stream.toString())).isEqualTo(stream);
        assertThat(stream.localName()).isEqualTo("stock:a:b c");
    }
}
