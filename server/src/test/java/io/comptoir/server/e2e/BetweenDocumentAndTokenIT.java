package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedMongo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/**
 * A server is killed at the very moment when a read model has a batch and the token that says so is on its way. The way to MongoDB
 * ends right before that token, so the moment is certain.
 */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BetweenDocumentAndTokenIT {

    private static final long LIMIT_SECONDS = 60;
    private static final Pattern POSITION = Pattern.compile("\\d+");

    private final Path mongoFolder;
    private final DataFolder lock;
    private final EmbeddedMongo mongo;
    private final Relay way;
    private final ServerProcess server;
    private final OrderBook book = new OrderBook();

    BetweenDocumentAndTokenIT(RunningServer running) throws IOException {
        mongoFolder = Files.createTempDirectory("comptoir-e2e-mongo");
        lock = DataFolder.open(mongoFolder.resolve("data"));
        mongo = new EmbeddedMongo(lock, (store, step, percent) -> {});
        mongo.start();
        way = Relay.to(URI.create(mongo.connectionString()).getPort());
        // Its name stays the same, so that it need not wait until its own claims have run out.
        server = ServerProcess.beside(
                running,
                Map.of("COMPTOIR_MONGODB_URI", "mongodb://127.0.0.1:" + way.port(), "COMPTOIR_NODE_ID", "one"));
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        book.open(server.api());
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
        way.close();
        mongo.close();
        lock.close();
        FileSystemUtils.deleteRecursively(mongoFolder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "inventory", "orders-search", "events-search"})
    void aBatchThatWasWrittenWithoutItsTokenIsTakenAgainAndChangesNothing(String model) throws Exception {
        OrderBook.quiet(server.api());
        CompletableFuture<Void> tokenIsOnItsWay;
        try (Crowd crowd = new Crowd(book, server.api(), 8, Duration.ofMillis(10))) {
            crowd.awaitServed(20);
            tokenIsOnItsWay = way.cutBefore("tokenType", model + "@1");
            tokenIsOnItsWay.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            server.kill9();
        }
        if (!model.endsWith("-search")) {
            assertThat(newestDocument(model + "_v1"))
                    .as("documents that no token tells of")
                    .isGreaterThan(furthestToken(model + "@1"));
        }
        way.mend();
        server.start();

        book.settle(server.api());
        book.holds(server.api());
    }

    /** The position of the last event that some document has. */
    private long newestDocument(String collection) {
        return inMongo(database -> {
            @Nullable
            Document newest = database.getCollection(collection)
                    .find()
                    .sort(Sorts.descending("position"))
                    .first();
            return newest == null ? 0 : newest.getLong("position");
        });
    }

    /** The position of the token that is furthest, of all segments. */
    private long furthestToken(String processor) {
        return inMongo(database -> {
            List<Long> positions = new ArrayList<>();
            database.getCollection("tokens")
                    .find(new Document("processorName", processor))
                    .forEach(token -> {
                        Matcher position = POSITION.matcher(new String(
                                token.get("token", Binary.class).getData(), java.nio.charset.StandardCharsets.UTF_8));
                        assertThat(position.find()).as(token.toJson()).isTrue();
                        positions.add(Long.parseLong(position.group()));
                    });
            return positions.stream().mapToLong(position -> position).max().orElseThrow();
        });
    }

    private interface Question {
        long ask(MongoDatabase database);
    }

    private long inMongo(Question question) {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            return question.ask(client.getDatabase("comptoir"));
        }
    }
}
