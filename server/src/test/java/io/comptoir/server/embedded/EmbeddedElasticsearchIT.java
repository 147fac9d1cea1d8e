package io.comptoir.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsBeside
class EmbeddedElasticsearchIT {
    private static final Duration RESTART_LIMIT = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path temporary;

    private DataFolder folder;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temporary.resolve("data"));
    }

    @AfterEach
    void closeFolder() {
        http.close();
        folder.close();
    }

    @Test
    void keepsItsIndicesThroughCrashAndRestart() throws Exception {
        try (EmbeddedElasticsearch elasticsearch = elasticsearch()) {
            elasticsearch.start();
            send(elasticsearch, "PUT", "/orders", "{\"mappings\":{\"properties\":{\"n\":{\"type\":\"integer\"}}}}");
            assertThat(send(elasticsearch, "PUT", "/orders/_doc/1", "{\"n\":1}").statusCode())
                    .isEqualTo(201);
            assertThat(send(elasticsearch, "PUT", "/misspelt/_doc/1", "{\"n\":1}")
                            .statusCode())
                    .as("an index nobody created")
                    .isEqualTo(404);

            long pid = elasticsearch.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            await().atMost(RESTART_LIMIT)
                    .ignoreExceptions()
                    .until(() ->
                            send(elasticsearch, "GET", "/orders/_doc/1", "").statusCode() == 200);
            assertThat(elasticsearch.pid()).isNotEqualTo(pid);
        }

        try (EmbeddedElasticsearch again = elasticsearch()) {
            again.start();
            assertThat(send(again, "GET", "/orders/_doc/1", "").body()).contains("\"_source\":{\"n\":1}");
        }
    }

    @Test
    void listensOnTheLoopbackInterfaceOnlyAndLeavesNoProcessBehind() throws Exception {
        EmbeddedElasticsearch elasticsearch = elasticsearch();
        elasticsearch.start();
        ProcessHandle server = ProcessHandle.of(elasticsearch.pid()).orElseThrow();
        assertThat(send(elasticsearch, "GET", "/_nodes/_local?filter_path=**.bound_address", "")
                        .body())
                .contains("127.0.0.1")
                .doesNotContain("::")
                .doesNotContain("0.0.0.0");
        assertThat(server.children()).as("helper programs").isEmpty();

        elasticsearch.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(Files.readString(folder.logs().resolve("elasticsearch.log"))).contains("started", "stopped");
    }

    private EmbeddedElasticsearch elasticsearch() {
        return new EmbeddedElasticsearch(
                folder, EmbeddedElasticsearch.DEFAULT_HEAP_MEGABYTES, (store, step, percent) -> {});
    }

    private HttpResponse<String> send(EmbeddedElasticsearch elasticsearch, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(elasticsearch.uri().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
