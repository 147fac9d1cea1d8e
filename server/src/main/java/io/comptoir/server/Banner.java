package io.comptoir.server;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says, once everything is up, where things are and what to do next. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class Banner implements ApplicationListener<ApplicationReadyEvent> {

    private final Path dataFolder;

    Banner(@Value("${comptoir.data-dir}") Path dataFolder) {
        this.dataFolder = dataFolder.toAbsolutePath().normalize();
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        Environment environment = event.getApplicationContext().getEnvironment();
        String api = "http://localhost:" + environment.getProperty("local.server.port");
        String management = "http://" + environment.getProperty("management.server.address", "localhost") + ":"
                + environment.getProperty("local.management.port");
        Path key = dataFolder.resolve(FirstRun.KEY_FILE);
        System.out.printf(
                """

                  Comptoir is up after %.1f s.

                    API          %s/v1
                    API pages    %s/swagger-ui.html
                    Health       %s/v1/health
                    Metrics      %s/actuator/prometheus
                    Data folder  %s
                    First key    %s

                  Press Ctrl-C to stop.

                """,
                event.getTimeTaken() == null ? 0.0 : event.getTimeTaken().toMillis() / 1_000.0,
                api,
                api,
                api,
                management,
                dataFolder,
                Files.exists(key) ? key : "was written to " + key + " at the first start and is gone from there");
        System.out.flush();
    }
}
