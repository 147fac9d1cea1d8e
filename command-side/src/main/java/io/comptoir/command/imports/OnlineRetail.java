package io.comptoir.command.imports;

import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the rows of the Online Retail data set read: eight columns, pounds sterling, London time. */
final class OnlineRetail {

    static final List<String> HEADER = List.of(
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");

    static final Channel CHANNEL = new Channel("online-retail");

    static final Currency CURRENCY = Currency.getInstance("GBP");

    private static final int INVOICE_NO = 0;
    private static final int STOCK_CODE = 1;
    private static final int DESCRIPTION = 2;
    private static final int QUANTITY = 3;
    private static final int INVOICE_DATE = 4;
    private static final int UNIT_PRICE = 5;
    private static final int CUSTOMER_ID = 6;
    private static final int COUNTRY = 7;

    private static final Pattern INVOICE_NUMBER = Pattern.compile("[0-9]{1," + SeenInvoices.MAX_DIGITS + "}");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");

    private static final BigInteger BEYOND_ANY_QUANTITY = BigInteger.valueOf(Integer.MAX_VALUE);

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("M/d/uu H:mm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private OnlineRetail() {}

    /** The number of the invoice that a row is part of; empty for returns and for rows that belong to nothing. */
    static Optional<String> invoiceOf(List<String> row) {
        String number = row.get(INVOICE_NO);
        return INVOICE_NUMBER.matcher(number).matches() ? Optional.of(number) : Optional.empty();
    }

    static RetailRow read(List<String> row) {
        if (row.get(INVOICE_NO).startsWith("C")) {
            return new RetailRow.Return();
        }
        if (invoiceOf(row).isEmpty()) {
            return new RetailRow.Unusable(
                    "InvoiceNo must be 1 to " + SeenInvoices.MAX_DIGITS + " digits, or begin with C for a return");
        }
        try {
            return readInvoiceLine(row);
        } catch (InvalidValue e) {
            return new RetailRow.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static RetailRow readInvoiceLine(List<String> row) {
        Sku sku = read(row, STOCK_CODE, Sku::new);
        // Every fifth description of the published file ends with a space.
        @Nullable Note description = readIfPresent(row, DESCRIPTION, text -> new Note(text.strip()));
        int quantity = read(row, QUANTITY, OnlineRetail::wholeNumber);
        Instant placedAt = read(row, INVOICE_DATE, OnlineRetail::londonTime);
        Money price = read(row, UNIT_PRICE, text -> Money.of(text, CURRENCY).asUnitPrice());
        if (price.minorUnits() == 0) {
            StockDelta delta = read(row, QUANTITY, text -> new StockDelta(quantity));
            return new RetailRow.Adjustment(new AdjustmentLine(sku, Location.MAIN, delta, description));
        }
        Quantity ordered = read(row, QUANTITY, text -> new Quantity(quantity));
        Customer customer = new Customer(
                readIfPresent(row, CUSTOMER_ID, DataSubjectId::chosen),
                null,
                null,
                readIfPresent(row, COUNTRY, Country::new));
        return new RetailRow.OrderLine(new PlaceOrder.Line(sku, ordered, price), description, placedAt, customer);
    }

    private static <T> T read(List<String> row, int column, Function<String, T> toValue) {
        try {
            return toValue.apply(row.get(column));
        } catch (InvalidValue e) {
            throw invalid(HEADER.get(column) + " " + e.getMessage(), e);
        }
    }

    private static <T> @Nullable T readIfPresent(List<String> row, int column, Function<String, T> toValue) {
        return row.get(column).isBlank() ? null : read(row, column, toValue);
    }

    private static int wholeNumber(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new InvalidValue("must be a whole number");
        }
        return new BigInteger(text)
                .min(BEYOND_ANY_QUANTITY)
                .max(BEYOND_ANY_QUANTITY.negate())
                .intValue();
    }

    private static Instant londonTime(String text) {
        try {
            return LocalDateTime.parse(text, DATE).atZone(LONDON).toInstant();
        } catch (DateTimeException e) {
            throw invalid("must be month/day/year hour:minute, such as 12/1/10 8:26", e);
        }
    }

    private static InvalidValue invalid(String requirement, Exception cause) {
        InvalidValue invalid = new InvalidValue(requirement);
        invalid.initCause(cause);
        return invalid;
    }
}
