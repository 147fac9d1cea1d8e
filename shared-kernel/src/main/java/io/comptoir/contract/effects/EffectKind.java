package io.comptoir.contract.effects;

/** What is done outside. */
public enum EffectKind {
    /** A mail to the customer that says what was ordered. */
    ORDER_CONFIRMATION("order-confirmation");

    private final String wireName;

    EffectKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
