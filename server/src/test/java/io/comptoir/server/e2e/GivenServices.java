package io.comptoir.server.e2e;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The services that the environment names for the tests, in the words that the server itself understands; what is not named
 * is embedded. A given event store may hold other things and belongs to all servers of a test run; read models belong to one
 * server, so further servers have embedded ones of their own.
 */
final class GivenServices {

    static final String AXON_SERVERS = "COMPTOIR_AXONSERVER_SERVERS";
    static final String POSTGRESQL_URL = "COMPTOIR_POSTGRESQL_URL";

    private GivenServices() {}

    static boolean eventStoreIsAxonServer() {
        return "axon-server".equals(System.getenv("COMPTOIR_EVENT_STORE"));
    }

    static boolean eventStoreIsGiven() {
        return eventStoreIsAxonServer() || isGiven(POSTGRESQL_URL);
    }

    /** For tests of what only an embedded PostgreSQL does. */
    static void assumeEmbeddedEventStore() {
        assumeFalse(eventStoreIsGiven(), "the event store is given, and not this test's to start, empty or kill");
    }

    /** For tests that take the event store away from one server. */
    static void assumeGivenEventStore() {
        assumeTrue(eventStoreIsGiven(), "the event store is embedded, so there is no way to it that could be cut");
    }

    /** For tests of one transaction from the first event of a unit of work to its last callback. */
    static void assumeTransactions() {
        assumeFalse(eventStoreIsAxonServer(), "an append to Axon Server is one call, which later failures cannot undo");
    }

    private static boolean isGiven(String name) {
        return !System.getenv().getOrDefault(name, "").isBlank();
    }
}
