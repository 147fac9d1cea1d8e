package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends files of orders and waits for what becomes of them. */
final class Imports {

    static final String PATH = "/v1/imports?profile=online-retail";

    static final String HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Imports() {}

    /** Sends a file; answers the 202. */
    static Answer start(Api api, byte[] csv) {
        Answer started = api.postCsv(PATH, csv).expect(202);
        assertThat(started.json())
                .isEqualTo(json(
                        "{\"id\":\"%s\"}".formatted(started.header("Location").replace("/v1/imports/", ""))));
        return started;
    }

    static Answer start(Api api, String csv) {
        return start(api, csv.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for the end; answers the import as it is then. Whatever it caused lies before that answer's position. */
    static Answer end(Api api, Answer started) {
        return await("the end of the import")
                .atMost(LIMIT)
                .pollInterval(LOOK_EVERY)
                .until(() -> now(api, started), Imports::hasEnded);
    }

    static boolean hasEnded(Answer progress) {
        return !progress.json().get("status").asString().equals("running");
    }

    static Answer now(Api api, Answer started) {
        return api.after(started).get(started.header("Location")).expect(200);
    }
}
