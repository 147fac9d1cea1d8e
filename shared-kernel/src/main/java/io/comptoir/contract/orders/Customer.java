package io.comptoir.contract.orders;

import io.comptoir.contract.PersonalData;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Sealed;
import io.comptoir.contract.values.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Who ordered, as far as the channel tells.
 *
 * @param reference the channel's or organization's own id of the customer; every order has one, given where none was told
 * @param country   where the order goes; it stays in the clear, because sales are counted by it and it names nobody
 * @param sealed    name and address, where they are not in the clear; an order that is stored always has it
 */
public record Customer(
        @Nullable DataSubjectId reference,
        @PersonalData(subject = "reference") @Nullable Note name,
        @PersonalData(subject = "reference") @Nullable Note email,
        @Nullable Country country,
        @Nullable Sealed sealed) {

    public static final Customer UNKNOWN = new Customer(null, null, null, null);

    /** A customer in the clear. */
    public Customer(
            @Nullable DataSubjectId reference, @Nullable Note name, @Nullable Note email, @Nullable Country country) {
        this(reference, name, email, country, null);
    }

    /** The same with a reference: this one's own, or the one that an order gives to whoever did not tell. */
    Customer of(TenantId tenantId, OrderId orderId) {
        return reference == null
                ? new Customer(DataSubjectId.given(tenantId, orderId), name, email, country, sealed)
                : this;
    }

    /** Keeps names and addresses out of logs and messages. */
    @Override
    public String toString() {
        return "Customer[…]";
    }
}
