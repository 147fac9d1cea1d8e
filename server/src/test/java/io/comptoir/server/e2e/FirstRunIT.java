package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.comptoir.server.RunsBeside;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an empty data folder is given, and that one folder belongs to one server. */
@EndToEnd
@RunsBeside
class FirstRunIT {

    private final RunningServer server;
    private final Path keyFile;

    FirstRunIT(RunningServer server) {
        this.server = server;
        this.keyFile = server.dataFolder().resolve("bootstrap-key");
    }

    private void assumeAFirstRun() {
        assumeTrue(
                !GivenServices.eventStoreIsGiven() || Files.exists(keyFile),
                "the given event store had its first organization before");
    }

    @Test
    void createsTheDemoOrganizationWithAKeyThatWorks() throws IOException {
        assumeAFirstRun();
        List<String> lines = Files.readAllLines(keyFile);
        assertThat(lines).hasSize(1);
        Api api = Api.at(server.apiAddress()).withKey(lines.getFirst());

        List<JsonNode> events = api.after(server.caughtUp()).all("/v1/audit/events");

        assertThat(events)
                .extracting(event -> event.get("type").asString())
                .containsExactly("SlugClaimed", "ApiKeyIssued", "OrganizationCreated");
        assertThat(events).extracting(event -> event.get("actor")).containsOnly(json("""
            {"kind":"system","id":"first-run"}\
            """));
        assertThat(events.getFirst().at("/payload/slug").asString()).isEqualTo("demo");
        assertThat(api.all("/v1/orders")).isEmpty();
    }

    @Test
    void letsOnlyTheOwnerReadTheKey() throws IOException {
        assumeAFirstRun();
        FileStore store = Files.getFileStore(keyFile);
        assumeThat(store.supportsFileAttributeView("posix")).isTrue();

        assertThat(Files.getPosixFilePermissions(keyFile))
                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    @Test
    void saysWhereTheKeyIsAndNeverTheKey() throws IOException {
        assumeAFirstRun();
        String key = Files.readString(keyFile).strip();

        assertThat(server.output()).contains("First key    " + keyFile).doesNotContain(key);
        assertThat(server.dataFolder().resolve("logs"))
                .isDirectoryRecursivelyContaining(Files::isRegularFile)
                .satisfies(logs -> {
                    try (var files = Files.walk(logs)) {
                        assertThat(files.filter(Files::isRegularFile).toList())
                                .isNotEmpty()
                                .allSatisfy(
                                        log -> assertThat(Files.readString(log)).doesNotContain(key));
                    }
                });
    }

    @Test
    void refusesASecondServerOnTheSameFolder() throws Exception {
        try (ServerProcess second = ServerProcess.beside(
                server, Map.of("COMPTOIR_DATA_DIR", server.dataFolder().toString()))) {
            int status = second.startInVain();

            assertThat(status).isEqualTo(1);
            assertThat(second.output())
                    .contains("The data folder " + server.dataFolder().toRealPath() + " is in use by process "
                            + ProcessHandle.current().pid())
                    .contains("COMPTOIR_DATA_DIR")
                    .doesNotContain("\tat ", "Exception");
        }
        Api.at(server.apiAddress()).get("/v1/health").expect(200);
    }
}
