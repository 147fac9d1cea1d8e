package io.comptoir.contract.orders;

import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.Note;
import org.jspecify.annotations.Nullable;

/**
 * Who ordered, as far as the channel tells.
 *
 * @param reference the channel's or organization's own id of the customer
 * @param name      personal data
 * @param email     personal data
 * @param country   where the order goes
 */
public record Customer(
        @Nullable Note reference,
        @Nullable Note name,
        @Nullable Note email,
        @Nullable Country country) {

    public static final Customer UNKNOWN = new Customer(null, null, null, null);

    /** Keeps names and addresses out of logs and messages. */
    @Override
    public String toString() {
        return "Customer[…]";
    }
}
