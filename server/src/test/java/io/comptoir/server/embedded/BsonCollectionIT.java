package io.comptoir.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import io.comptoir.server.RunsBeside;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection with indexes answers what one without answers, which looks at every document. */
@RunsBeside
class BsonCollectionIT {

    private static final int DOCUMENTS = 300;
    private static final int QUERIES = 400;

    private static final List<Bson> INDEXES = List.of(
            Indexes.compoundIndex(Indexes.ascending("tenant"), Indexes.descending("at"), Indexes.ascending("_id")),
            Indexes.compoundIndex(
                    Indexes.ascending("tenant", "status"), Indexes.descending("at"), Indexes.ascending("_id")),
            Indexes.ascending("tenant", "number"),
            Indexes.descending("number"));

    @TempDir
    Path temporary;

    private final SplittableRandom random = new SplittableRandom(20_101_201);

    @Test
    void findsWhatOneFindsWithoutIndexesBeforeAndAfterARestart() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            withBoth(folder, (indexed, plain) -> {
                INDEXES.subList(0, 2).forEach(indexed::createIndex);
                fill(indexed, plain, 0);
                INDEXES.subList(2, 4).forEach(indexed::createIndex); // From what is there already.
                change(indexed, plain);
                compare(indexed, plain);
            });
            withBoth(folder, (indexed, plain) -> {
                compare(indexed, plain);
                fill(indexed, plain, 2 * DOCUMENTS);
                change(indexed, plain);
                compare(indexed, plain);
            });
        }
    }

    @Test
    void refusesListsInIndexedFields() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("lists"))) {
            withBoth(folder, (indexed, plain) -> {
                indexed.createIndex(Indexes.ascending("tenant"));
                assertThatExceptionOfType(MongoWriteException.class)
                        .isThrownBy(
                                () -> indexed.insertOne(new Document("_id", "1").append("tenant", List.of("a", "b"))));
                assertThat(indexed.countDocuments()).isZero();
            });
        }
    }

    @Test
    void forgetsTheIndexesOfADroppedCollection() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("dropped"))) {
            withBoth(folder, (indexed, plain) -> {
                indexed.createIndex(Indexes.ascending("tenant"));
                indexed.insertOne(new Document("_id", "1").append("tenant", "a"));
                indexed.drop();
                indexed.createIndex(Indexes.ascending("tenant"));
                indexed.insertOne(new Document("_id", "2").append("tenant", "a"));

                assertThat(indexed.find(new Document("tenant", "a")))
                        .containsExactly(new Document("_id", "2").append("tenant", "a"));
            });
        }
    }

    private void fill(MongoCollection<Document> indexed, MongoCollection<Document> plain, int from) {
        List<Document> documents = new ArrayList<>();
        for (int i = from; i < from + DOCUMENTS; i++) {
            documents.add(document(i));
        }
        indexed.insertMany(documents);
        plain.insertMany(documents);
    }

    private Document document(int number) {
        Document document = new Document("_id", "id-" + number)
                .append("tenant", "t" + random.nextInt(3))
                .append("status", random.nextInt(10) == 0 ? null : "s" + random.nextInt(3))
                .append("at", moment())
                .append("other", random.nextInt(5));
        if (random.nextInt(5) > 0) {
            int value = random.nextInt(30);
            document.append(
                    "number",
                    switch (random.nextInt(3)) {
                        case 0 -> value;
                        case 1 -> (long) value;
                        default -> (double) value;
                    });
        }
        return document;
    }

    private void change(MongoCollection<Document> indexed, MongoCollection<Document> plain) {
        for (int i = 0; i < DOCUMENTS / 2; i++) {
            int number = random.nextInt(2 * DOCUMENTS);
            Document one = new Document("_id", "id-" + number);
            if (random.nextInt(4) == 0) {
                indexed.deleteOne(one);
                plain.deleteOne(one);
            } else {
                Document changed = document(number);
                indexed.replaceOne(one, changed, new ReplaceOptions().upsert(true));
                plain.replaceOne(one, changed, new ReplaceOptions().upsert(true));
            }
        }
        Document some = new Document("tenant", "t1").append("number", new Document("$gt", 25));
        Document change = new Document("$set", new Document("status", "s9"));
        assertThat(indexed.updateMany(some, change).getMatchedCount())
                .isEqualTo(plain.updateMany(some, change).getMatchedCount());
    }

    private void compare(MongoCollection<Document> indexed, MongoCollection<Document> plain) {
        for (int i = 0; i < QUERIES; i++) {
            Document query = query();
            Document order = order();
            int skip = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
            int limit = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20);
            String asked = query.toJson() + " by " + order.toJson() + " from " + skip + ", " + limit;
            assertThat(indexed.countDocuments(query)).as(asked).isEqualTo(plain.countDocuments(query));
            assertThat(indexed.find(query).sort(order).skip(skip).limit(limit))
                    .as(asked)
                    .containsExactlyElementsOf(
                            plain.find(query).sort(order).skip(skip).limit(limit));
            assertThat(indexed.find(query))
                    .as(asked)
                    .containsExactlyInAnyOrderElementsOf(plain.find(query).into(new ArrayList<>()));
        }
    }

    private Document query() {
        List<Document> parts = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            parts.add(new Document("tenant", "t" + random.nextInt(4)));
        }
        if (random.nextInt(3) == 0) {
            parts.add(new Document(
                    "status", random.nextInt(6) == 0 ? null : new Document("$eq", "s" + random.nextInt(3))));
        }
        if (random.nextInt(3) == 0) {
            parts.add(new Document("at", new Document(operator(), moment())));
        }
        if (random.nextInt(3) == 0) {
            parts.add(new Document("at", new Document(operator(), moment())));
        }
        if (random.nextInt(4) == 0) {
            parts.add(new Document(
                    "number",
                    random.nextInt(2) == 0
                            ? (Object) random.nextInt(30)
                            : new Document(operator(), (double) random.nextInt(30))));
        }
        if (random.nextInt(6) == 0) {
            parts.add(new Document("other", new Document("$in", List.of(1, 3))));
        }
        if (random.nextInt(10) == 0) {
            parts.add(new Document("_id", "id-" + random.nextInt(DOCUMENTS)));
        }
        if (random.nextInt(8) == 0) {
            parts.add(new Document("_id", new Document(operator(), "id-" + random.nextInt(DOCUMENTS))));
        }
        if (random.nextInt(6) == 0) {
            parts.add(new Document(
                    "$or",
                    List.of(
                            new Document("other", random.nextInt(5)),
                            new Document("at", new Document(operator(), moment())))));
        }
        return parts.isEmpty() ? new Document() : new Document("$and", parts);
    }

    private Date moment() {
        return Date.from(Instant.ofEpochSecond(random.nextInt(40)));
    }

    private String operator() {
        return List.of("$gt", "$gte", "$lt", "$lte").get(random.nextInt(4));
    }

    /** Always down to the id, because otherwise both may answer differently and be right. */
    private Document order() {
        Document order = new Document();
        for (String field : List.of("tenant", "status", "number", "at")) {
            if (random.nextInt(3) == 0) {
                order.append(field, random.nextInt(2) == 0 ? 1 : -1);
            }
        }
        return order.append("_id", random.nextInt(4) == 0 ? -1 : 1);
    }

    private static void withBoth(
            DataFolder folder, BiConsumer<MongoCollection<Document>, MongoCollection<Document>> use) {
        try (EmbeddedMongo mongo = new EmbeddedMongo(folder, (store, step, percent) -> {})) {
            mongo.start();
            try (MongoClient client = MongoClients.create(mongo.connectionString())) {
                MongoDatabase database = client.getDatabase("comptoir");
                use.accept(database.getCollection("indexed"), database.getCollection("plain"));
            }
        }
    }
}
