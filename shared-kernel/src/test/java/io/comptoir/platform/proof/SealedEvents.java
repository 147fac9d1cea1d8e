package io.comptoir.platform.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.platform.messaging.SealedEvent;

/** Stored events for tests. */
final class SealedEvents {

    static final String TENANT = "0192f0c1-7a40-7000-8000-00000000d3a0";

    private SealedEvents() {}

    static SealedEvent number(long number) {
        return at(number * 10, "event-" + number, "{\"number\":" + number + "}");
    }

    static SealedEvent at(long position, String id, String payload) {
        return new SealedEvent(
                position,
                id,
                TENANT + ":product:A",
                3,
                "Product",
                "2026-11-25T01:47:31.123Z",
                "io.comptoir.contract.catalog.ProductRepriced",
                "2",
                payload.getBytes(UTF_8),
                ("{\"tenantId\":\"" + TENANT + "\"}").getBytes(UTF_8));
    }
}
