package io.comptoir.query.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportState.Status;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.values.ImportId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImportAnswerTest {

    private static final ImportId ID = new ImportId(new UUID(7, 1));

    @Test
    void laysTheTallyOutFlat() {
        assertThat(ImportAnswer.of(state(Status.FAILED, 90, 50)))
                .isEqualTo(new ImportAnswer(
                        ID,
                        Status.FAILED,
                        40,
                        90,
                        50,
                        null,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        List.of(new RejectedRow(1, "no quantity")),
                        "line 41: broken quoting"));
    }

    @Test
    void estimatesTheTimeThatIsLeft() {
        assertThat(ImportAnswer.of(state(Status.RUNNING, 90, 50)).secondsLeft()).isEqualTo(1);
        assertThat(ImportAnswer.of(state(Status.RUNNING, 91, 50)).secondsLeft()).isEqualTo(2);
        assertThat(ImportAnswer.of(state(Status.RUNNING, 40, 50)).secondsLeft()).isZero();
        assertThat(ImportAnswer.of(state(Status.COMPLETED, 40, 50)).secondsLeft())
                .isZero();
    }

    @Test
    void estimatesNothingWithoutARowCountOrASpeed() {
        assertThat(ImportAnswer.of(state(Status.RUNNING, 0, 50)).secondsLeft()).isNull();
        assertThat(ImportAnswer.of(state(Status.RUNNING, 90, 0)).secondsLeft()).isNull();
    }

    private static ImportState state(Status status, long rows, long rowsPerSecond) {
        return new ImportState(
                ID,
                ImportProfile.ONLINE_RETAIL,
                status,
                rows,
                new ImportTally(40, 2, 3, 4, 5, 6, 7),
                rowsPerSecond,
                List.of(new RejectedRow(1, "no quantity")),
                status == Status.FAILED ? "line 41: broken quoting" : null,
                3);
    }
}
