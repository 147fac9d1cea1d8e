package io.comptoir.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.server.embedded.EmbeddedStores.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Runs embedded stores in a Java process of their own, so that a test can kill their owner. */
final class StoresInAnotherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private StoresInAnotherProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    static StoresInAnotherProcess start(Path folder, Store... stores) throws IOException {
        return run(StoresInAnotherProcess.class, folder, stores);
    }

    static StoresInAnotherProcess run(Class<?> main, Path folder, Store... stores) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                folder.toString()));
        Arrays.stream(stores).map(Store::name).forEach(command::add);
        return new StoresInAnotherProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The words after {@code "COMPTOIR "} on the next such line; other lines are the log. */
    String nextReport() throws IOException {
        String line = output.readLine();
        while (line != null && !line.startsWith("COMPTOIR ")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("The other process ended");
        }
        return line.substring("COMPTOIR ".length());
    }

    /** SIGKILL, as the kernel does when memory is short. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, as a service manager does; returns the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    public static void main(String[] arguments) throws Exception {
        Set<Store> wanted = EnumSet.noneOf(Store.class);
        Arrays.stream(arguments).skip(1).map(Store::valueOf).forEach(wanted::add);
        EmbeddedStores stores = EmbeddedStores.start(
                Path.of(arguments[0]),
                wanted,
                EmbeddedElasticsearch.DEFAULT_HEAP_MEGABYTES,
                (store, step, percent) -> {});
        StringBuilder pids = new StringBuilder();
        if (wanted.contains(Store.POSTGRESQL)) {
            pids.append(' ').append(stores.postgres().get().pid());
        }
        if (wanted.contains(Store.ELASTICSEARCH)) {
            pids.append(' ').append(stores.elasticsearch().get().pid());
        }
        System.out.println("COMPTOIR ready" + pids);
        int end = System.in.read();
        System.exit(Math.min(end, 0));
    }
}
