package io.comptoir.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.NearTexts;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineRetailTest {

    @Test
    void readsALineOfAnOrder() {
        RetailRow row = read("536365", "85123A", "HEART HOLDER ", "6", "12/1/10 8:26", "2.55", "17850", "France");

        assertThat(row)
                .isEqualTo(new RetailRow.OrderLine(
                        new PlaceOrder.Line(new Sku("85123A"), new Quantity(6), pounds("2.55")),
                        new Note("HEART HOLDER"),
                        Instant.parse("2010-12-01T08:26:00Z"),
                        new Customer(new DataSubjectId("17850"), null, null, new Country("France"))));
    }

    /** A row is a line, an adjustment, a return, or unusable for a reason that can be told. */
    @Test
    void readsWhateverIsInARow() {
        List<String> right =
                List.of("536365", "85123A", "HEART HOLDER ", "6", "12/1/10 8:26", "2.55", "17850", "France");
        for (int column = 0; column < right.size(); column++) {
            int changed = column;
            NearTexts.forEach(List.of(right.get(column)), text -> {
                List<String> row = new ArrayList<>(right);
                row.set(changed, text);
                if (OnlineRetail.read(row) instanceof RetailRow.Unusable unusable) {
                    assertThat(unusable.reason()).isNotBlank().hasSizeLessThan(200);
                }
            });
        }
    }

    @Test
    void readsALineWithoutDescriptionCustomerOrCountry() {
        RetailRow row = read("536365", "85123A", " ", "1000000", "12/1/10 8:26", "10000000", "", "");

        assertThat(row)
                .isEqualTo(new RetailRow.OrderLine(
                        new PlaceOrder.Line(new Sku("85123A"), new Quantity(1_000_000), pounds("10000000.00")),
                        null,
                        Instant.parse("2010-12-01T08:26:00Z"),
                        Customer.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "12/1/10 8:26, 2010-12-01T08:26:00Z",
        "7/4/11 00:00, 2011-07-03T23:00:00Z",
        "2/29/12 23:59, 2012-02-29T23:59:00Z"
    })
    void readsTimesAsLondonDoes(String written, Instant meant) {
        RetailRow row = read("536365", "85123A", "HEART", "6", written, "2.55", "", "");

        assertThat(row)
                .isInstanceOfSatisfying(
                        RetailRow.OrderLine.class,
                        line -> assertThat(line.placedAt()).isEqualTo(meant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0.00", "-0", "-0.00"})
    void readsAPriceOfNothingAsAnAdjustment(String price) {
        RetailRow row = read("536414", "22139", "damages", "-56", "12/1/10 11:52", price, "", "United Kingdom");

        assertThat(row).isEqualTo(adjustment(-56, new Note("damages")));
    }

    @Test
    void readsAnAdjustmentWithoutAReason() {
        RetailRow row = read("536414", "22139", "", "56", "12/1/10 11:52", "0", "", "United Kingdom");

        assertThat(row).isEqualTo(adjustment(56, null));
    }

    @Test
    void readsEverythingThatBeginsWithCAsAReturn() {
        assertThat(read("C536379", "D", "Discount", "-1", "12/1/10 9:41", "27.5", "14527", "United Kingdom"))
                .isEqualTo(new RetailRow.Return());
        assertThat(read("C", "", "", "", "", "", "", "")).isEqualTo(new RetailRow.Return());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A563185", "c536379", "536365 ", "5363-65", "٥٣٦٣٦٥", "123456789012345678"})
    void rejectsRowsOfNoInvoice(String invoice) {
        List<String> row = List.of(invoice, "85123A", "HEART", "6", "12/1/10 8:26", "2.55", "17850", "France");

        assertThat(OnlineRetail.invoiceOf(row)).isEmpty();
        assertThat(OnlineRetail.read(row))
                .isEqualTo(new RetailRow.Unusable("InvoiceNo must be 1 to 17 digits, or begin with C for a return"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.0", "six", "", "+6", "1e3", "٦", "--6"})
    void rejectsQuantitiesThatAreNoWholeNumber(String quantity) {
        assertThat(rejected("85123A", quantity, "12/1/10 8:26", "2.55")).isEqualTo("Quantity must be a whole number");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "1000001, 1000001", "99999999999999999999, 2147483647"})
    void rejectsQuantitiesThatNobodyOrders(String quantity, String shown) {
        assertThat(rejected("85123A", quantity, "12/1/10 8:26", "2.55"))
                .isEqualTo("Quantity must be between 1 and 1000000, was " + shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1000001, -1000001", "1000001, 1000001", "-99999999999999999999, -2147483647"})
    void rejectsAdjustmentsByNothingOrTooMuch(String quantity, String shown) {
        assertThat(rejected("85123A", quantity, "12/1/10 8:26", "0"))
                .isEqualTo("Quantity must be between -1000000 and 1000000 and not 0, was " + shown);
    }

    @ParameterizedTest
    @CsvSource({
        "2.555, must have at most 2 decimals in GBP",
        "-0.01, must be between 0 and 10000000.00",
        "10000000.01, must be between 0 and 10000000.00",
        "'2,55', must be a plain decimal number such as 12.50",
        "'', must be a plain decimal number such as 12.50",
        "1e2, must be a plain decimal number such as 12.50",
        "99999999999999999999, is too large"
    })
    void rejectsPricesThatAreNone(String price, String requirement) {
        assertThat(rejected("85123A", "6", "12/1/10 8:26", price)).isEqualTo("UnitPrice " + requirement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2010-12-01 08:26",
                "13/1/10 8:26",
                "2/29/10 8:26",
                "12/1/2010 8:26",
                "12/1/10",
                "12/1/10 24:00",
                "12/1/10 8:26:00",
                " 12/1/10 8:26"
            })
    void rejectsTimesThatAreNone(String time) {
        assertThat(rejected("85123A", "6", time, "2.55"))
                .isEqualTo("InvoiceDate must be month/day/year hour:minute, such as 12/1/10 8:26");
    }

    @ParameterizedTest
    @CsvSource({
        "'', must not be blank",
        "' 85123A', must not begin or end with white space",
        "85/123, 'must not contain a slash, a backslash or a semicolon'"
    })
    void rejectsSkusThatAreNone(String sku, String requirement) {
        assertThat(rejected(sku, "6", "12/1/10 8:26", "2.55")).isEqualTo("StockCode " + requirement);
        assertThat(rejected(sku, "6", "12/1/10 8:26", "0")).isEqualTo("StockCode " + requirement);
    }

    @Test
    void rejectsTextsThatAreTooLongWithoutRepeatingThem() {
        assertThat(read("1", "A", "x".repeat(201), "6", "12/1/10 8:26", "2.55", "", ""))
                .isEqualTo(new RetailRow.Unusable("Description must have at most 200 characters, has 201"));
        assertThat(read("1", "A", "x\ny", "6", "12/1/10 8:26", "2.55", "", ""))
                .isEqualTo(new RetailRow.Unusable("Description must not contain control characters"));
        assertThat(read("1", "A", "x", "6", "12/1/10 8:26", "2.55", "9".repeat(201), ""))
                .isEqualTo(new RetailRow.Unusable("CustomerID must have at most 200 characters, has 201"));
        assertThat(read("1", "A", "x", "6", "12/1/10 8:26", "2.55", "", "z".repeat(61)))
                .isEqualTo(new RetailRow.Unusable("Country must have at most 60 characters, has 61"));
        assertThat(read("1", "A", "x".repeat(200), "6", "12/1/10 8:26", "2.55", "9".repeat(200), "z".repeat(60)))
                .isInstanceOf(RetailRow.OrderLine.class);
    }

    private static String rejected(String sku, String quantity, String time, String price) {
        return ((RetailRow.Unusable) read("536365", sku, "HEART", quantity, time, price, "17850", "France")).reason();
    }

    private static RetailRow read(String... fields) {
        return OnlineRetail.read(List.of(fields));
    }

    private static RetailRow adjustment(int delta, @Nullable Note reason) {
        return new RetailRow.Adjustment(
                new AdjustmentLine(new Sku("22139"), Location.MAIN, new StockDelta(delta), reason));
    }

    private static Money pounds(String amount) {
        return Money.of(amount, OnlineRetail.CURRENCY);
    }
}
