package io.comptoir.contract.imports;

/** How the rows of a file read. */
public enum ImportProfile {
    /** The invoice lines of the Online Retail data set: eight columns, GBP, London time. */
    ONLINE_RETAIL("online-retail");

    private final String wireName;

    ImportProfile(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the API. */
    public String wireName() {
        return wireName;
    }
}
