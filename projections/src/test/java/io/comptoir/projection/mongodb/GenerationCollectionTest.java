package io.comptoir.projection.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.projection.replay.ReadModels;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationCollectionTest {

    private final InMemoryMongo mongo = new InMemoryMongo();
    private final GenerationCollection collection =
            new GenerationCollection(mongo.database(), ReadModels.ORDERS.version(1));

    @AfterEach
    void stop() {
        mongo.close();
    }

    @Test
    void isThereFromItsCreationToItsEnd() {
        assertThat(collection.exists()).isFalse();

        collection.create(List.of());
        collection.create(List.of());
        assertThat(collection.exists()).isTrue();

        collection.drop();
        assertThat(collection.exists()).isFalse();
    }

    @Test
    void isNotTakenForWholeWhenAWriteMadeIt() {
        collection.create(List.of());
        collection.documents().insertOne(new Document("_id", "1").append("version", 1L));
        collection.documents().drop();
        collection.documents().insertOne(new Document("_id", "2").append("version", 1L));

        assertThat(collection.exists()).isFalse();

        collection.create(List.of());
        assertThat(collection.exists()).isTrue();
        assertThat(mongo.documents(ReadModels.ORDERS.version(1).location())).hasSize(1);
    }
}
