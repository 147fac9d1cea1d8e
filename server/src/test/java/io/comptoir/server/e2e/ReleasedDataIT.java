package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.server.RunsBeside;
import io.comptoir.server.Verify;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.XZInputStream;
import tools.jackson.databind.JsonNode;

/**
 * What earlier releases have stored is opened by this one: everything is read and answered as it was then, the history is the one
 * that was signed, and it goes on. {@code docs/release.md} tells how a release adds its data.
 */
@EndToEnd
@RunsBeside
class ReleasedDataIT {

    private static final String RELEASES = "/releases";

    @TempDir
    private Path output;

    private final RunningServer running;

    ReleasedDataIT(RunningServer running) {
        this.running = running;
    }

    static List<Path> releases() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(ReleasedDataIT.class.getResource(RELEASES), RELEASES);
        try (Stream<Path> releases = Files.list(Path.of(folder.toURI()))) {
            return releases.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("releases")
    void isOpenedAndGoesOn(Path release) throws Exception {
        GivenServices.assumeEmbeddedEventStore();
        try (ServerProcess server = ServerProcess.beside(running, Map.of())) {
            unpack(release.resolve("data.tar.xz"), server.dataFolder());
            server.start();
            Api api = server.api();
            JsonNode verified = api.get("/v1/audit/verification").expect(200).json();
            RunningServer.awaitReadModels(api, headOf(api, release));

            answersAsItDidThen(api, release);
            findsItsProducts(api);
            hasEveryEvent(api, verified);
            isTheHistoryThatWasSigned(api, release);
            goesOn(api, release);
        }
    }

    /** As an owner moves it: the same files, whoever they belong to now. */
    private static void unpack(Path archive, Path dataFolder) throws IOException {
        try (TarArchiveInputStream entries =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = dataFolder.resolveSibling(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.copy(entries, path);
                }
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(entry.isDirectory() ? "rwx------" : "rw-------"));
            }
        }
    }

    /** An order's history is read from the events themselves and tells how far they reach. */
    private static long headOf(Api api, Path release) throws IOException {
        String history = Files.readAllLines(release.resolve("answers")).stream()
                .filter(line -> line.startsWith("/v1/audit/orders/"))
                .findFirst()
                .orElseThrow();
        return api.get(history.substring(0, history.indexOf('\t'))).expect(200).position();
    }

    /** Later versions may say more, and nothing else. */
    private static void answersAsItDidThen(Api api, Path release) throws IOException {
        List<String> answers = Files.readAllLines(release.resolve("answers"));
        assertThat(answers).isNotEmpty();
        for (String line : answers) {
            String path = line.substring(0, line.indexOf('\t'));
            JsonNode then = Answer.json(line.substring(line.indexOf('\t') + 1));
            JsonNode now = api.get(path).expect(200).json();
            assertThat(saysAllOf(now, then))
                    .as("%s answered %s and now %s", path, then, now)
                    .isTrue();
        }
    }

    private static boolean saysAllOf(JsonNode now, JsonNode then) {
        if (then.isObject()) {
            return then.propertyStream()
                    .allMatch(member ->
                            now.has(member.getKey()) && saysAllOf(now.get(member.getKey()), member.getValue()));
        }
        if (then.isArray()) {
            if (!now.isArray() || now.size() != then.size()) {
                return false;
            }
            for (int i = 0; i < then.size(); i++) {
                if (!saysAllOf(now.get(i), then.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return now.equals(then);
    }

    /** Also where the release had no search for products: a read model that is not there is built from the events. */
    private static void findsItsProducts(Api api) {
        List<JsonNode> products = api.all("/v1/products");
        assertThat(products).isNotEmpty();
        assertThat(api.all("/v1/search/products")).isEqualTo(products);
    }

    private static void hasEveryEvent(Api api, JsonNode verified) {
        long stored = verified.get("checked").asLong();
        assertThat(stored).isPositive();
        assertThat(api.all("/v1/audit/events")).hasSize((int) stored);
        assertThat(api.all("/v1/dead-letters")).isEmpty();
    }

    private void isTheHistoryThatWasSigned(Api api, Path release) throws IOException {
        Path export = output.resolve("export.ndjson");
        Files.writeString(export, api.get("/v1/audit/export").expect(200).text());
        Verify.Outcome verified = Verify.run(
                "verify",
                "--checkpoint",
                release.resolve("checkpoint.json").toString(),
                "--export",
                export.toString(),
                "--keys",
                release.resolve("keys.json").toString());
        assertThat(verified.status()).as(verified.output()).isZero();
    }

    private static void goesOn(Api api, Path release) throws IOException {
        String order = Files.readString(release.resolve("order.json"));
        Answer again =
                api.with("Idempotency-Key", "kept-1").post("/v1/orders", order).expect(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");

        Answer placed = api.post("/v1/orders", order.replace("\"1005\"", "\"after-the-upgrade\""))
                .expect(201);

        assertThat(placed.json().get("id")).isNotEqualTo(again.json().get("id"));
        assertThat(placed.json().at("/customer/name")).isEqualTo(again.json().at("/customer/name"));
        RunningServer.awaitReadModels(api, placed.position());
        assertThat(api.get("/v1/invariants").expect(200).json().get("data"))
                .hasSize(8)
                .allSatisfy(result -> assertThat(result.get("holds").asBoolean())
                        .as(result.toString())
                        .isTrue());
    }
}
