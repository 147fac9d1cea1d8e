package io.comptoir.command.imports;

import io.comptoir.contract.imports.ImportTally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** What imports look like from outside: rows by outcome, how many run, how long they take. */
@Component
class ImportMetrics {

    private final MeterRegistry meters;
    private final AtomicInteger running = new AtomicInteger();
    private final Counter orderLines;
    private final Counter adjustments;
    private final Counter returns;
    private final Counter unmatched;
    private final Counter rejected;

    ImportMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.orderLines = rows("order-line");
        this.adjustments = rows("adjustment");
        this.returns = rows("return");
        this.unmatched = rows("unmatched");
        this.rejected = rows("rejected");
        Gauge.builder("comptoir.imports.running", running, AtomicInteger::get)
                .description("Imports that are being worked on")
                .register(meters);
    }

    private Counter rows(String outcome) {
        return Counter.builder("comptoir.imports.rows")
                .description("Rows of imported files by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    void began() {
        running.incrementAndGet();
    }

    void paused() {
        running.decrementAndGet();
    }

    void counted(ImportTally more) {
        orderLines.increment((double) more.orderLineRows());
        adjustments.increment((double) more.adjustmentRows());
        returns.increment((double) more.returnRows());
        unmatched.increment((double) more.unmatchedRows());
        rejected.increment((double) more.rejectedRows());
    }

    /** @param took since this run of the server took the import up */
    void ended(String outcome, Duration took) {
        Timer.builder("comptoir.imports")
                .description("Imports by how they ended")
                .tag("outcome", outcome)
                .register(meters)
                .record(took);
    }
}
