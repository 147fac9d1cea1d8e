package io.comptoir.server.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReplaceOptions;
import io.comptoir.server.RunsBeside;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsBeside
class EmbeddedMongoIT {
    private static final int BATCH = 5;
    private static final int WRITERS = 3;
    private static final int BATCHES_BEFORE_THE_KILL = 600;

    /** A quick machine writes all these batches before the first. */
    private static final int SNAPSHOTS_BEFORE_THE_KILL = 3;

    @TempDir
    Path temporary;

    @Test
    void keepsItsDocumentsAndUniqueIndexesOverARestart() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            withDatabase(folder, database -> {
                MongoCollection<Document> slugs = database.getCollection("slugs");
                slugs.createIndex(new Document("slug", 1), new IndexOptions().unique(true));
                slugs.insertOne(new Document("_id", 1).append("slug", "tea"));
            });

            withDatabase(folder, database -> {
                MongoCollection<Document> slugs = database.getCollection("slugs");
                assertThat(slugs.find(eq("slug", "tea")).first())
                        .isEqualTo(new Document("_id", 1).append("slug", "tea"));
                assertThatExceptionOfType(MongoWriteException.class)
                        .isThrownBy(() -> slugs.insertOne(new Document("_id", 2).append("slug", "tea")));
            });
        }
    }

    @Test
    void neverKeepsATokenWithoutTheDocumentsBeforeIt() throws Exception {
        Path path = temporary.resolve("data");
        try (StoresInAnotherProcess writer = StoresInAnotherProcess.run(Writer.class, path)) {
            long end = System.nanoTime() + SNAPSHOTS_BEFORE_THE_KILL * SnapshotBackend.COMMIT_INTERVAL.toNanos();
            for (int batch = 0; batch < BATCHES_BEFORE_THE_KILL || System.nanoTime() < end; batch++) {
                writer.nextReport();
            }
            writer.kill();
        }

        try (DataFolder folder = DataFolder.open(path)) {
            withDatabase(folder, database -> {
                for (int writer = 0; writer < WRITERS; writer++) {
                    Document token = Objects.requireNonNull(database.getCollection("tokens")
                            .find(eq("_id", writer))
                            .first());
                    int position = token.getInteger("position");
                    assertThat(position).isPositive();
                    assertThat(database.getCollection("documents" + writer).countDocuments(lte("batch", position)))
                            .as("documents of writer %s up to its token %s", writer, position)
                            .isEqualTo((long) position * BATCH);
                }
            });
        }
    }

    private static void withDatabase(DataFolder folder, Consumer<MongoDatabase> use) {
        try (EmbeddedMongo mongo = new EmbeddedMongo(folder, (store, step, percent) -> {})) {
            mongo.start();
            try (MongoClient client = MongoClients.create(mongo.connectionString())) {
                use.accept(client.getDatabase("comptoir"));
            }
        }
    }

    /** Writes batches of documents, each followed by its token, as projections do, until it is killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            DataFolder folder = DataFolder.open(Path.of(arguments[0]));
            EmbeddedMongo mongo = new EmbeddedMongo(folder, (store, step, percent) -> {});
            mongo.start();
            MongoClient client = MongoClients.create(mongo.connectionString());
            MongoDatabase database = client.getDatabase("comptoir");
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                Thread.ofPlatform().start(() -> write(database, number));
            }
        }

        private static void write(MongoDatabase database, int writer) {
            MongoCollection<Document> documents = database.getCollection("documents" + writer);
            MongoCollection<Document> tokens = database.getCollection("tokens");
            for (int batch = 1; batch < Integer.MAX_VALUE; batch++) {
                List<Document> written = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    written.add(new Document("_id", batch * BATCH + i).append("batch", batch));
                }
                documents.insertMany(written);
                tokens.replaceOne(
                        eq("_id", writer), new Document("position", batch), new ReplaceOptions().upsert(true));
                System.out.println("COMPTOIR wrote " + batch);
            }
        }
    }
}
