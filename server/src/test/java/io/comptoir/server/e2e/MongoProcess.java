package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedMongo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** The MongoDB server as a process of its own, behind a port that stays the same, to be stopped, killed and started again. */
final class MongoProcess implements AutoCloseable {

    private static final String READY = "COMPTOIR ready ";

    private final Path folder;
    private final Relay way;
    private Process process;

    private MongoProcess(Path folder, Process process, Relay way) {
        this.folder = folder;
        this.process = process;
        this.way = way;
    }

    static MongoProcess start() throws IOException {
        Path folder = Files.createTempDirectory("comptoir-e2e-mongo");
        Process process = launch(folder);
        return new MongoProcess(folder, process, Relay.to(portOf(process)));
    }

    private static Process launch(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        MongoProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int portOf(Process process) throws IOException {
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = output.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the MongoDB server did not start");
        }
        return Integer.parseInt(line.substring(READY.length()));
    }

    String uri() {
        return "mongodb://127.0.0.1:" + way.port();
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = launch(folder);
        way.leadTo(portOf(process));
    }

    @Override
    public void close() throws Exception {
        kill();
        way.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    public static void main(String[] arguments) throws IOException {
        DataFolder folder = DataFolder.open(Path.of(arguments[0]).resolve("data"));
        EmbeddedMongo mongo = new EmbeddedMongo(folder, (store, step, percent) -> {});
        mongo.start();
        System.out.println(READY + URI.create(mongo.connectionString()).getPort());
        // Until its standard input ends, with whoever started it.
        int end = System.in.read();
        System.exit(Math.min(end, 0));
    }
}
