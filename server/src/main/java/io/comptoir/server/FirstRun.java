package io.comptoir.server;

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
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.tenancy.TenantScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives an empty event store its first organization and its owner's key, which is the platform operator's as well. The key is
 * written to a file before it is issued: a crash in between leaves a file whose key the next start issues, never an
 * organization whose key nobody has.
 */
@Component
@ConditionalOnRole(NodeRole.COMMAND)
@Order(1)
final class FirstRun implements ApplicationRunner {

    static final String KEY_FILE = "bootstrap-key";

    /** The organization of the first run. */
    static final Slug DEMO = new Slug("demo");

    private static final Logger log = LoggerFactory.getLogger(FirstRun.class);

    private final Commands commands;
    private final StreamPositions positions;
    private final Clock clock;
    private final KeyPepper pepper;
    private final Path keyFile;

    FirstRun(
            Commands commands,
            StreamPositions positions,
            Clock clock,
            KeyPepper pepper,
            @Value("${comptoir.data-dir}") Path dataFolder) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
        this.pepper = pepper;
        this.keyFile = dataFolder.resolve(KEY_FILE);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (positions.head() > 0) {
            return;
        }
        ApiKey key = keyInFile().orElseGet(this::newKeyInFile);
        TenantId tenantId = new TenantId(Uuids.timeOrdered(clock.instant()));
        KeyGrant grant = new KeyGrant(key.id(), pepper.hash(key), new Note("first key"), Role.OWNER);
        Decision<TenantId> decision = TenantScope.in(
                tenantId,
                () -> commands.send(
                        new CreateOrganization(tenantId, DEMO, new Note("Demo"), grant.ofPlatformOperator()),
                        Actor.system("first-run")));
        // Another node may have been first.
        if (decision instanceof Decision.Accepted<TenantId>) {
            log.atInfo()
                    .addKeyValue("tenant", tenantId)
                    .addKeyValue("file", keyFile)
                    .log("first organization created");
        }
    }

    private Optional<ApiKey> keyInFile() {
        try {
            return Files.exists(keyFile)
                    ? ApiKey.parse(Files.readString(keyFile).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + keyFile, e);
        }
    }

    private ApiKey newKeyInFile() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        Path draft = keyFile.resolveSibling(KEY_FILE + ".part");
        try {
            Files.deleteIfExists(draft);
            try (FileChannel file = FileChannel.open(
                    draft,
                    java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    onlyForTheOwner(draft))) {
                file.write(ByteBuffer.wrap((key.reveal() + "\n").getBytes(StandardCharsets.US_ASCII)));
                file.force(true);
            }
            Files.move(draft, keyFile, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + keyFile, e);
        }
    }

    private static FileAttribute<?>[] onlyForTheOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
