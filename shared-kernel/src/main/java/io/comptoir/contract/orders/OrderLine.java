package io.comptoir.contract.orders;

import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;

/**
 * A line as it was agreed.
 *
 * @param name      what the product was called when it was ordered
 * @param unitPrice the price of one unit
 */
public record OrderLine(Sku sku, Note name, Quantity quantity, Money unitPrice) {

    public Money total() {
        return unitPrice.times(quantity.value());
    }
}
