package io.comptoir.contract.inventory;

/** Where the stock comes from that a command takes. */
public enum Supply {
    /** From what is there; the command is refused where it does not suffice. */
    FROM_STOCK,
    /**
     * Received in the same append, the same quantity as each line takes. For orders that are history already: they were
     * shipped long ago, from stock that nobody recorded here.
     */
    RECEIVED_FIRST
}
