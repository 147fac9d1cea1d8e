package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.command.CommandSide;
import io.comptoir.command.HttpWithoutVault;
import io.comptoir.contract.Decision;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.messaging.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

class ImportHttpTest {

    private static final long MAX_BYTES = 104_857_600;

    private static final String FILE = ImportScenario.HEADER + "1,CUP,A cup,6,12/1/10 8:26,2.50,17850,France\r\n";

    /** What {@link CommandSide} leaves out. Found by name only, not by looking for components. */
    @Import({ImportFiles.class, ImportRunner.class, ImportIntake.class, ImportCommandController.class})
    static class Http extends HttpWithoutVault {}

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext server;

    private static final TenantId TENANT = new TenantId(Uuids.timeOrdered(Instant.EPOCH));
    private static final ApiKey KEY = ApiKey.generate(new SecureRandom());
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        server = CommandSide.application(Http.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "server.address=127.0.0.1", "comptoir.imports-dir=" + folder)
                .run();
        Decision<TenantId> created = server.getBean(Commands.class)
                .send(
                        new CreateOrganization(
                                TENANT,
                                new Slug("shop"),
                                new Note("Shop"),
                                new KeyGrant(
                                        KEY.id(),
                                        server.getBean(KeyPepper.class).hash(KEY),
                                        new Note("key"),
                                        Role.OWNER)),
                        Actor.system("test"));
        assertThat(created).isInstanceOf(Decision.Accepted.class);
    }

    @AfterAll
    static void stop() {
        server.close();
        CLIENT.close();
    }

    @Test
    void acceptsAFileAndImportsIt() throws Exception {
        HttpResponse<String> answer = post("?profile=online-retail", "text/csv; charset=UTF-8", FILE);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Comptoir-Position")).isPresent();
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("/v1/imports/");
        ImportId id = ImportId.of(location.substring("/v1/imports/".length()));
        assertThat(answer.body()).isEqualTo("{\"id\":\"" + id + "\"}");
        await().until(() -> server.getBean(ImportHistory.class)
                        .find(new ImportRef(TENANT, id))
                        .orElseThrow()
                        .state()
                        .status()
                == ImportState.Status.COMPLETED);
        await().until(() -> files().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?profile=", "?profile=shopify", "?profile=ONLINE-RETAIL"})
    void namesAProfileThatIsMissingOrUnknown(String query) throws Exception {
        HttpResponse<String> answer = post(query, "text/csv", FILE);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("urn:comptoir:problem:malformed-request", "\"field\":\"profile\"", "online-retail");
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data", "text/csv; charset=iso-8859-1"})
    void takesNothingButCsvInUtf8(String type) throws Exception {
        HttpResponse<String> answer = post("?profile=online-retail", type, FILE);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("urn:comptoir:problem:unsupported-media-type", "text/csv");
        assertThat(files()).isEmpty();
    }

    @Test
    void takesNothingWithoutAType() throws Exception {
        HttpRequest request = request("?profile=online-retail")
                .POST(BodyPublishers.ofString(FILE))
                .build();

        assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    @Test
    void refusesAnEmptyFile() throws Exception {
        HttpResponse<String> answer = post("?profile=online-retail", "text/csv", "");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("urn:comptoir:problem:empty-file");
        assertThat(files()).isEmpty();
    }

    @Test
    void takesNothingFromStrangers() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("?profile=online-retail"))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(FILE))
                .build();

        assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesAFileOverTheLimitWhoseLengthNobodySaid() throws Exception {
        HttpResponse<String> answer =
                post("?profile=online-retail", "text/csv", BodyPublishers.ofInputStream(() -> bytes(MAX_BYTES + 1)));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("urn:comptoir:problem:body-too-large", "\"maxBytes\":104857600");
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsNothingOfARequestThatBreaksOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            OutputStream request = socket.getOutputStream();
            request.write(
                    ("POST /v1/imports?profile=online-retail HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + KEY.reveal()
                                    + "\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n" + FILE)
                            .getBytes(US_ASCII));
            request.flush();
            await().until(() -> files().stream().anyMatch(name -> name.endsWith(".csv.part")));
        }

        await().until(() -> files().isEmpty());
    }

    private static HttpResponse<String> post(String query, String type, String body) throws Exception {
        return post(query, type, BodyPublishers.ofString(body, UTF_8));
    }

    private static HttpResponse<String> post(String query, String type, BodyPublisher body) throws Exception {
        HttpRequest request =
                request(query).header("Content-Type", type).POST(body).build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(uri(query)).header("Authorization", "Bearer " + KEY.reveal());
    }

    private static URI uri(String query) {
        return URI.create("http://127.0.0.1:" + port() + "/v1/imports" + query);
    }

    private static int port() {
        return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private static InputStream bytes(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int part = (int) Math.min(length, left);
                left -= part;
                return part;
            }
        };
    }
}
