package io.comptoir.server.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Trouble within a server, from its next start on: it gets a {@link TroubleMaker} and does what this tells it. */
final class Trouble {

    static final String CLOCK = "clock ";
    static final String HEAP = "heap";

    private final Path orders;

    private Trouble(Path orders) {
        this.orders = orders;
    }

    /** Prepares a server for it. */
    static Trouble in(ServerProcess server) throws IOException {
        Path agent = server.dataFolder().resolveSibling("trouble.jar");
        Path orders = server.dataFolder().resolveSibling("trouble");
        writeAgent(agent);
        server.tellJvm("-javaagent:" + agent + "=" + orders);
        return new Trouble(orders);
    }

    private static void writeAgent(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", TroubleMaker.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        String name = TroubleMaker.class.getName().replace('.', '/');
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String each : List.of(name, name + "$ClockThatCanJump")) {
                out.putNextEntry(new JarEntry(each + ".class"));
                try (InputStream bytes = Objects.requireNonNull(
                        TroubleMaker.class.getClassLoader().getResourceAsStream(each + ".class"), each)) {
                    bytes.transferTo(out);
                }
            }
        }
    }

    /** Its clock is so far off the real one from now on. */
    void moveClock(Duration by) throws IOException {
        tell(CLOCK + by.toSeconds());
    }

    /** Its heap fills up and stays full. */
    void exhaustHeap() throws IOException {
        tell(HEAP);
    }

    /** Nothing more. */
    void end() throws IOException {
        Files.deleteIfExists(orders);
    }

    private void tell(String order) throws IOException {
        Path fresh = orders.resolveSibling("trouble.new");
        Files.writeString(fresh, order);
        Files.move(fresh, orders, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
