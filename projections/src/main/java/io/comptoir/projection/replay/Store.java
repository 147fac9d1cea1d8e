package io.comptoir.projection.replay;

/** The stores that read models are kept in. */
public enum Store {
    MONGODB("MongoDB"),
    ELASTICSEARCH("Elasticsearch");

    private final String title;

    Store(String title) {
        this.title = title;
    }

    /** What people call it, in answers and logs. */
    public String title() {
        return title;
    }
}
