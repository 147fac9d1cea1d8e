package io.comptoir.command.imports;

import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Note;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one row of a file of invoices says. */
sealed interface RetailRow {

    /**
     * A line of the order that the invoice is.
     *
     * @param description what the product is called here, if anything
     * @param placedAt    the time in this row; the order has the one of its first line
     * @param customer    as this row has it; the order has the one of its first line
     */
    record OrderLine(PlaceOrder.Line line, @Nullable Note description, Instant placedAt, Customer customer)
            implements RetailRow {}

    /** Goods found or written off; the description is the reason. */
    record Adjustment(AdjustmentLine line) implements RetailRow {}

    /** Goods that came back. */
    record Return() implements RetailRow {}

    /** @param reason which column is wrong and what it must be, without personal data */
    record Unusable(String reason) implements RetailRow {}
}
