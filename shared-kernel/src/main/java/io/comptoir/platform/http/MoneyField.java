package io.comptoir.platform.http;

import io.comptoir.contract.values.Money;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * Money as a request gives it, not yet checked.
 *
 * @param amount   a plain decimal in a string, because a JSON number may pass through binary floating point on its way
 * @param currency an ISO 4217 code
 */
public record MoneyField(@Nullable String amount, @Nullable String currency) {

    /** Reads the price of one unit: not negative, at most {@link Money#MAX_UNIT_PRICE} minor units. */
    public static Money unitPrice(String field, @Nullable MoneyField raw) {
        return Fields.required(field, raw, given -> {
            Currency currency = Fields.required(field + ".currency", given.currency(), Money::currency);
            return Fields.required(
                    field + ".amount",
                    given.amount(),
                    amount -> Money.of(amount, currency).asUnitPrice());
        });
    }
}
