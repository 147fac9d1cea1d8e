package io.comptoir.contract.orders;

/** Where an order stands. */
public enum OrderStatus {
    PLACED,
    CANCELLED
}
