package io.comptoir.server.e2e;

import java.security.SecureRandom;

/** What the chance of a test begins with; printed, so that a run that failed can be made again. */
final class Seed {

    /** Set {@code comptoir.seed} to send and kill as an earlier run did; the machine's own chance remains. */
    static final long VALUE = Long.getLong("comptoir.seed", new SecureRandom().nextLong());

    static {
        System.out.printf("  -Dcomptoir.seed=%d%n", VALUE);
    }

    private Seed() {}
}
