package io.comptoir.contract.values;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An exact amount in minor units (pence, cents) of one ISO 4217 currency. Arithmetic that would overflow or mix currencies
 * throws; nothing is ever rounded.
 *
 * @param minorUnits the amount in the currency's smallest unit
 * @param currency   a currency with a defined number of decimals
 */
public record Money(long minorUnits, Currency currency) implements Comparable<Money> {

    /** The largest unit price, in minor units: 2,000 lines of 1,000,000 units at this price still fit in a long. */
    public static final long MAX_UNIT_PRICE = 1_000_000_000L;

    public Money {
        if (currency.getDefaultFractionDigits() < 0) {
            throw new InvalidValue("must be in a currency with minor units, was in " + currency);
        }
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /** Reads a plain decimal such as {@code 12.5}; refuses more decimals than the currency has, exponents and signs of plus. */
    public static Money of(String amount, Currency currency) {
        if (amount.length() > 24 || !amount.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw new InvalidValue("must be a plain decimal number such as 12.50");
        }
        int digits = Math.max(currency.getDefaultFractionDigits(), 0);
        BigDecimal decimal = new BigDecimal(amount).stripTrailingZeros();
        if (decimal.scale() > digits) {
            throw new InvalidValue("must have at most " + digits + " decimals in " + currency);
        }
        try {
            return new Money(
                    decimal.setScale(digits, RoundingMode.UNNECESSARY)
                            .unscaledValue()
                            .longValueExact(),
                    currency);
        } catch (ArithmeticException e) {
            throw new InvalidValue("is too large");
        }
    }

    /** Finds the currency of an ISO 4217 code in upper case. */
    public static Currency currency(String code) {
        try {
            Currency currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
        } catch (IllegalArgumentException e) {
            throw unknownCurrency();
        }
        throw unknownCurrency();
    }

    private static InvalidValue unknownCurrency() {
        return new InvalidValue("must be an ISO 4217 currency code such as GBP");
    }

    /** This amount as the price of one unit: 0 to {@link #MAX_UNIT_PRICE} minor units. */
    public Money asUnitPrice() {
        if (minorUnits < 0 || minorUnits > MAX_UNIT_PRICE) {
            throw new InvalidValue("must be between 0 and " + new Money(MAX_UNIT_PRICE, currency).amount());
        }
        return this;
    }

    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.addExact(minorUnits, other.minorUnits), currency);
    }

    public Money times(int count) {
        return new Money(Math.multiplyExact(minorUnits, count), currency);
    }

    /** The amount with exactly the currency's decimals, such as {@code 12.50}. */
    public String amount() {
        return BigDecimal.valueOf(minorUnits, currency.getDefaultFractionDigits())
                .toPlainString();
    }

    @Override
    public int compareTo(Money other) {
        requireSameCurrency(other);
        return Long.compare(minorUnits, other.minorUnits);
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot mix " + currency + " and " + other.currency);
        }
    }

    @Override
    public String toString() {
        return amount() + " " + currency;
    }
}
