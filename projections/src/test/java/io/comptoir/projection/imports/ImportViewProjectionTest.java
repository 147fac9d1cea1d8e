package io.comptoir.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.imports.ImportAdvanced;
import io.comptoir.contract.imports.ImportCompleted;
import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.projection.mongodb.InMemoryMongo;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Recorded;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportViewProjectionTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final ImportId ID = new ImportId(new UUID(7, 1));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void endsTheSameHoweverBatchesAreCutAndRepeated(long seed) {
        Recorded<ImportEvent> recorded = new Recorded<>();
        recorded.add(ID.streamOf(TENANT), new ImportStarted(TENANT, ID, ImportProfile.ONLINE_RETAIL, 1_000, "00"));
        for (int row = 1; row <= 120; row++) {
            recorded.add(
                    ID.streamOf(TENANT),
                    new ImportAdvanced(
                            TENANT,
                            ID,
                            120,
                            new ImportTally(row, 0, 0, 0, 0, 0, row),
                            List.of(new RejectedRow(row, "no quantity")),
                            row));
        }
        recorded.add(ID.streamOf(TENANT), new ImportCompleted(TENANT, ID));
        Random random = new Random(seed);
        try (InMemoryMongo mongo = new InMemoryMongo()) {
            ImportViews views = new ImportViews(mongo.database());
            views.create();
            ImportViewProjection projection = new ImportViewProjection(views);

            recorded.deliverWithCrashes(projection, random);
            List<Document> once = mongo.documents(ReadModels.IMPORTS.version(1).location());
            recorded.deliverOneByOne(projection);
            recorded.deliverAtOnce(projection);

            assertThat(mongo.documents(ReadModels.IMPORTS.version(1).location()))
                    .isEqualTo(once);
            ImportState state = views.find(TENANT, ID.toString()).orElseThrow();
            assertThat(state.status()).isEqualTo(ImportState.Status.COMPLETED);
            assertThat(state.tally().rejectedRows()).isEqualTo(120);
            assertThat(state.rejected()).hasSize(ImportState.MAX_REJECTED_SHOWN);
            assertThat(state.version()).isEqualTo(122);
        }
    }
}
