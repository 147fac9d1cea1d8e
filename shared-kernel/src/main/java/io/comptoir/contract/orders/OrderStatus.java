package io.comptoir.contract.orders;

/** Where an order stands. */
public enum OrderStatus {
    PLACED,
    /** Somebody took it on; it does not expire any more. */
    ACCEPTED,
    CANCELLED
}
