package io.comptoir.server;

import io.comptoir.server.EmbeddedInfrastructure.LastStoreToStart;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Nobody is told that the server is up before all its stores are. */
@Component
@Order(0)
final class StoresAreUp implements ApplicationRunner {

    private final LastStoreToStart store;

    StoresAreUp(LastStoreToStart store) {
        this.store = store;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        store.await();
    }
}
