package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportState;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed at every step of an import, and started again until it ends; nothing may be lost or doubled. */
class KilledImportTest {

    private static final String FILE = ImportScenario.HEADER + """
            1,CUP,A cup,6,12/1/10 8:26,2.50,17850,France
            1,MUG,A mug,2,12/1/10 8:26,1.00,17850,France
            1,CUP,A cup,1,12/1/10 8:26,2.40,17850,France
            2,CUP,broken,-3,12/1/10 9:00,0,,
            2,MUG,,5,12/1/10 9:00,0,,
            3,PLATE,,0,12/1/10 9:30,4.00,,
            3,PLATE,A plate,4,12/1/10 9:30,4.00,,
            3,CUP,gift,1,12/1/10 9:30,0,,
            C4,CUP,A cup,-1,12/1/10 9:45,2.50,17850,France
            1,SPOON,A spoon,1,12/1/10 9:50,1.00,,
            X5,CUP,A cup,1,12/1/10 10:00,2.50,,
            6,SPOON,A spoon,6,12/1/10 10:15,0.50,12,Spain
            """;

    private static final String BROKEN_FILE = FILE + "7,CUP,\"A cup,1,12/1/10 10:15,0.50,12,Spain\n";

    @TempDir
    private Path folder;

    @Test
    void survivesAKillBeforeEveryCommand() {
        survivesKills(FILE, KillableBus.Moment.BEFORE);
    }

    @Test
    void survivesAKillBehindEveryCommand() {
        survivesKills(FILE, KillableBus.Moment.BEHIND);
    }

    @Test
    void survivesKillsOnTheWayToAFault() {
        survivesKills(BROKEN_FILE, KillableBus.Moment.BEFORE);
        survivesKills(BROKEN_FILE, KillableBus.Moment.BEHIND);
    }

    private void survivesKills(String file, KillableBus.Moment moment) {
        ImportScenario undisturbed = new ImportScenario(folder).withTick(Duration.ofMillis(400));
        ImportState expected = undisturbed.sendFile(file);
        int commands = undisturbed.server().bus.commands();
        assertThat(commands).isGreaterThan(12);

        for (int killAt = 1; killAt <= commands; killAt++) {
            ImportScenario scenario = new ImportScenario(folder).withTick(Duration.ofMillis(400));
            scenario.server().bus.killAt(killAt, moment);

            assertSame(file, scenario, undisturbed, expected, () -> {});
        }
    }

    @Test
    void survivesOneKillAfterTheOther() {
        ImportScenario undisturbed = new ImportScenario(folder).withTick(Duration.ofMillis(400));
        ImportState expected = undisturbed.sendFile(FILE);
        Random random = new Random(7);

        for (int round = 0; round < 40; round++) {
            ImportScenario scenario = new ImportScenario(folder).withTick(Duration.ofMillis(400));
            Runnable killSoon = () -> scenario.server()
                    .bus
                    .killAt(
                            1 + random.nextInt(8),
                            random.nextBoolean() ? KillableBus.Moment.BEFORE : KillableBus.Moment.BEHIND);
            killSoon.run();

            assertSame(FILE, scenario, undisturbed, expected, killSoon);
        }
    }

    private static void assertSame(
            String file, ImportScenario scenario, ImportScenario undisturbed, ImportState expected, Runnable atStart) {
        sendUntilAccepted(file, scenario, atStart);

        List<ImportStarted> started = scenario.events(ImportStarted.class);
        assertThat(started).hasSize(1);
        ImportState state = scenario.state(started.getFirst().importId());
        assertThat(state.status()).isEqualTo(expected.status());
        assertThat(state.error()).isEqualTo(expected.error());
        assertThat(state.rows()).isEqualTo(expected.rows());
        assertThat(state.tally()).isEqualTo(expected.tally());
        assertThat(state.rejected()).isEqualTo(expected.rejected());
        assertThat(scenario.imported()).isEqualTo(undisturbed.imported());
        assertThat(scenario.files()).isEmpty();
    }

    /** As a client would: sends the file again where it was not told that the import was started. */
    private static void sendUntilAccepted(String file, ImportScenario scenario, Runnable atStart) {
        boolean sent = false;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                if (attempt > 0) {
                    atStart.run();
                    scenario.server().runner.start();
                }
                sent |= !scenario.events(ImportStarted.class).isEmpty();
                if (!sent) {
                    assertThat(scenario.accept(new ByteArrayInputStream(file.getBytes(UTF_8))))
                            .isNotNull();
                }
                return;
            } catch (KillableBus.Killed e) {
                scenario.replace(new SameThread());
            }
        }
        throw new AssertionError("never came to its end");
    }
}
