package io.comptoir.platform.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** How full the groups are, and how long commands wait for them. */
final class GroupMetrics {

    private final MeterRegistry meters;
    private final DistributionSummary sizes;
    private final Timer waits;
    private final Counter undone;

    GroupMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.sizes = DistributionSummary.builder("comptoir.commands.group")
                .description("Commands in one unit of work, and so in one append")
                .register(meters);
        this.waits = Timer.builder("comptoir.commands.wait")
                .description("How long commands wait before they are handled")
                .publishPercentileHistogram()
                .register(meters);
        this.undone = Counter.builder("comptoir.commands.groups.undone")
                .description("Groups that failed and whose commands were carried out one by one")
                .register(meters);
    }

    void watch(Collection<GroupWriter> writers) {
        writers.forEach(writer -> Gauge.builder("comptoir.commands.waiting", writer, GroupWriter::waiting)
                .description("Commands that wait for a writer")
                .tag("writer", writer.name())
                .register(meters));
    }

    void group(int commands) {
        sizes.record(commands);
    }

    void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }

    void undone() {
        undone.increment();
    }

    /** @param why {@code full} or {@code late} */
    void refused(String why) {
        Counter.builder("comptoir.commands.overloaded")
                .description("Commands that were not carried out because too many waited, or they waited too long")
                .tag("why", why)
                .register(meters)
                .increment();
    }
}
