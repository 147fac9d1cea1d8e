package io.comptoir.query;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** An empty MongoDB in this process, and the components under test on top of it. */
public final class MongoForTests implements AutoCloseable {

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final MongoClient client = MongoClients.create(server.bindAndGetConnectionString());
    private final AnnotationConfigApplicationContext components = new AnnotationConfigApplicationContext();

    public MongoForTests(Class<?>... types) {
        components.registerBean(MongoDatabase.class, () -> client.getDatabase("test"));
        components.register(types);
        components.refresh();
    }

    public <T> T get(Class<T> type) {
        return components.getBean(type);
    }

    @Override
    public void close() {
        components.close();
        client.close();
        server.shutdownNow();
    }
}
