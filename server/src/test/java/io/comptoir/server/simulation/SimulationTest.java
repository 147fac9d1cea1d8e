package io.comptoir.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Thousands of lives of a whole server, each decided by its seed. A seed that finds something is printed with its steps;
 * {@code -Dsimulation.seed=<n>} lives that life alone and prints it, {@code -Dsimulation.seeds=<n>} lives so many and
 * {@code -Dsimulation.first=<n>} begins elsewhere.
 */
class SimulationTest {

    private static final long SEEDS = Long.getLong("simulation.seeds", 2_000);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int AT_A_TIME = 2;
    private static final Map<String, Level> LEVELS = new ConcurrentHashMap<>();

    /** What fails on purpose would be told thousands of times. */
    @BeforeAll
    static void logNothing() {
        for (String name : List.of("io.comptoir", "org.axonframework", "io.micrometer")) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            LEVELS.put(name, Optional.ofNullable(logger.getLevel()).orElse(Level.INFO));
            logger.setLevel(Level.OFF);
        }
    }

    @AfterAll
    static void logAgain() {
        LEVELS.forEach((name, level) -> ((Logger) LoggerFactory.getLogger(name)).setLevel(level));
    }

    @Test
    void holdsWhateverHappens() {
        Optional<Long> only = Optional.ofNullable(Long.getLong("simulation.seed"));
        if (only.isPresent()) {
            World.Outcome outcome = new World(only.get(), Defect.NONE).live();
            System.out.println(told(only.get(), outcome));
            assertThat(outcome.findings()).isEmpty();
        } else {
            assertThat(firstToFail(Defect.NONE))
                    .as(SEEDS + " seeds from " + FIRST)
                    .isEmpty();
        }
    }

    @Test
    void takesTheSameStepsFromTheSameSeed() {
        for (long seed = FIRST; seed < FIRST + 20; seed++) {
            World.Outcome once = new World(seed, Defect.NONE).live();
            World.Outcome again = new World(seed, Defect.NONE).live();
            assertThat(again.trace()).as("seed " + seed).isEqualTo(once.trace());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsWhatIsBroken(Defect defect) {
        assertThat(firstToFail(defect)).as("a seed that finds " + defect).isPresent();
    }

    /** What the first seed that finds something found. */
    private static Optional<String> firstToFail(Defect defect) {
        AtomicLong next = new AtomicLong(FIRST);
        AtomicLong failed = new AtomicLong(Long.MAX_VALUE);
        // Virtual, as strands are: then to go on and to pause need no help of the operating system.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < AT_A_TIME; thread++) {
                threads.execute(() -> {
                    for (long seed = next.getAndIncrement();
                            seed < FIRST + SEEDS && failed.get() == Long.MAX_VALUE;
                            seed = next.getAndIncrement()) {
                        if (!new World(seed, defect).live().findings().isEmpty()) {
                            failed.accumulateAndGet(seed, Math::min);
                        }
                    }
                });
            }
        }
        return LongStream.of(failed.get())
                .filter(seed -> seed < Long.MAX_VALUE)
                .mapToObj(seed -> told(seed, new World(seed, defect).live()))
                .findFirst();
    }

    private static String told(long seed, World.Outcome outcome) {
        String found = outcome.findings().isEmpty() ? "all is well" : String.join("\n  and ", outcome.findings());
        return "seed " + seed + ": " + found + "\n"
                + outcome.trace().stream().collect(Collectors.joining("\n    ", "    ", "\n"));
    }
}
