package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.Decision;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.server.ComptoirServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The whole server in this process, with real stores: started once for all tests. The stores are embedded, in a folder of
 * its own, unless {@link GivenServices} are named.
 */
final class RunningServer implements AutoCloseable {

    /** Temporary folders are closed by default, but where root starts the server, its stores run as somebody else. */
    static final FileAttribute<Set<PosixFilePermission>> LET_THE_STORES_PASS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

    /** Embedded read models of a given event store are first built from all that it holds. */
    private static final Duration CATCH_UP_LIMIT =
            GivenServices.eventStoreIsGiven() ? Duration.ofMinutes(10) : Duration.ofSeconds(60);

    private final Path folder;
    private final Output output;
    private final ConfigurableApplicationContext context;
    private final StoredStreams stored;
    private final SecureRandom random = new SecureRandom();

    /** Slugs are unique for ever, and a given event store remembers those of earlier runs. */
    private final String run = HexFormat.of().toHexDigits(random.nextInt());

    private @Nullable Api operator;
    private final AtomicInteger organizations = new AtomicInteger();

    private RunningServer() throws IOException {
        folder = Files.createTempDirectory("comptoir-e2e", LET_THE_STORES_PASS);
        output = Output.capture();
        context = ComptoirServer.start(
                "--server.port=0", "--management.server.port=0", "--comptoir.data-dir=" + dataFolder());
        stored = new StoredStreams(part(EventStore.class), part(StreamPositions.class));
    }

    /** Gives tests the one server and each of them a new organization. */
    static final class Parameters implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
            Class<?> type = parameter.getParameter().getType();
            return type == RunningServer.class || type == Organization.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
            RunningServer server = extension
                    .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(RunningServer.class))
                    .computeIfAbsent(RunningServer.class, key -> start(), RunningServer.class);
            return parameter.getParameter().getType() == RunningServer.class ? server : server.newOrganization();
        }

        private static RunningServer start() {
            try {
                RunningServer server = new RunningServer();
                try {
                    server.caughtUp();
                    return server;
                } catch (RuntimeException | Error e) {
                    server.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    Path dataFolder() {
        return folder.resolve("data");
    }

    /** Everything that the server, and whatever else runs in this process, has printed since it started. */
    String output() {
        return output.text();
    }

    URI apiAddress() {
        return URI.create("http://localhost:" + property("local.server.port"));
    }

    URI managementAddress() {
        return URI.create("http://127.0.0.1:" + property("local.management.port"));
    }

    private String property(String name) {
        return context.getEnvironment().getRequiredProperty(name);
    }

    /** What a further node is told, so that it has the same events as this one and the vault that belongs to them. */
    Map<String, String> eventStore() {
        return told(List.of(
                "comptoir.event-store",
                "comptoir.axonserver.servers",
                "comptoir.postgresql.url",
                "comptoir.postgresql.user",
                "comptoir.postgresql.password",
                "comptoir.vault.url",
                "comptoir.vault.user",
                "comptoir.vault.password",
                "comptoir.encryption.keys"));
    }

    /** What a further node is told, so that it has the same read models as this one. */
    Map<String, String> readModels() {
        return told(List.of("comptoir.mongodb.uri", "comptoir.elasticsearch.uri"));
    }

    private Map<String, String> told(List<String> properties) {
        Map<String, String> variables = new HashMap<>();
        for (String name : properties) {
            String value = context.getEnvironment().getProperty(name, "");
            if (!value.isBlank()) {
                variables.put(variable(name), value);
            }
        }
        return variables;
    }

    /** The environment variable of a property. */
    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** A part of the server, for what cannot be asked from outside. */
    <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /** The API as the operator of the platform sees it; always the same one. */
    synchronized Api operator() {
        if (operator == null) {
            operator = newOrganization(KeyGrant::ofPlatformOperator).api();
        }
        return operator;
    }

    Organization newOrganization() {
        return newOrganization(grant -> grant);
    }

    private Organization newOrganization(UnaryOperator<KeyGrant> how) {
        TenantId id = new TenantId(Uuids.timeOrdered(Clock.systemUTC().instant()));
        ApiKey key = ApiKey.generate(random);
        KeyGrant grant = new KeyGrant(key.id(), part(KeyPepper.class).hash(key), new Note("of a test"), Role.OWNER);
        CreateOrganization command = new CreateOrganization(
                id,
                new Slug("organization-" + run + "-" + organizations.incrementAndGet()),
                new Note("Of a test"),
                how.apply(grant));
        Decision<TenantId> created =
                TenantScope.in(id, () -> part(Commands.class).send(command, Actor.system("end-to-end-test")));
        assertThat(created).isInstanceOf(Decision.Accepted.class);
        return new Organization(id, key, Api.at(apiAddress()).withKey(key.reveal()));
    }

    /** How many events the organization has in the event store itself. */
    long storedEvents(TenantId tenantId) {
        return stored.of(tenantId).size();
    }

    /** The streams of the organization's events in the order of their storing, such as {@code product:A-1}. */
    List<String> storedStreams(TenantId tenantId) {
        return stored.of(tenantId);
    }

    /** Waits until every read model has everything that is stored now; answers that position. */
    long caughtUp() {
        long head = part(StreamPositions.class).head();
        awaitReadModels(Api.at(apiAddress()), head);
        return head;
    }

    /** Waits until every read model of a server is at the position. */
    static void awaitReadModels(Api api, long position) {
        await("read models at " + position)
                .atMost(CATCH_UP_LIMIT)
                .untilAsserted(() -> assertThat(api.withoutKey()
                                .get("/v1/health")
                                .expect(200)
                                .json()
                                .get("readModels"))
                        .isNotEmpty()
                        .allSatisfy(model ->
                                assertThat(model.get("position").asLong()).isGreaterThanOrEqualTo(position)));
    }

    @Override
    public void close() throws IOException {
        stored.close();
        context.close();
        output.release();
        FileSystemUtils.deleteRecursively(folder);
        assertThat(ProcessHandle.current().descendants())
                .as("processes that outlive the server")
                .isEmpty();
    }

    /** Keeps a copy of what is printed. */
    private static final class Output extends OutputStream {

        private final PrintStream console;
        private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

        private Output(PrintStream console) {
            this.console = console;
        }

        static Output capture() {
            Output output = new Output(System.out);
            System.setOut(new PrintStream(output, true, UTF_8));
            return output;
        }

        void release() {
            System.setOut(console);
        }

        String text() {
            return copy.toString(UTF_8);
        }

        @Override
        public void write(int next) {
            copy.write(next);
            console.write(next);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            copy.write(bytes, offset, length);
            console.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            console.flush();
        }
    }
}
