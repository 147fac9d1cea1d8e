package io.comptoir.server.embedded;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elasticsearch 9.5.3, the minimal distribution, as a child process on free ports of the loopback interface.
 *
 * <p>The server is run directly, without the two helper programs of {@code bin/elasticsearch}. They cost 50 MB and five
 * seconds of a start, and hide the server from us: run directly, it reads its settings from standard input and ends by
 * itself when that closes, so it cannot outlive us even if we are killed. The price is that the options and the form of
 * the input below belong to this very version; {@code EmbeddedElasticsearchIT} shows whether they fit another.
 */
public final class EmbeddedElasticsearch implements AutoCloseable {
    /** Enough for some million small documents; a data set that needs more deserves a server of its own. */
    public static final int DEFAULT_HEAP_MEGABYTES = 512;

    static final String NAME = "Elasticsearch";
    private static final String VERSION = "9.5.3";
    private static final ServerArchive DISTRIBUTION = new ServerArchive(
            "embedded/elasticsearch-" + VERSION + ".zip",
            "bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d",
            "elasticsearch-" + VERSION);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    private static final Duration RED_LIMIT = Duration.ofSeconds(30);
    private static final int HTTP_OK = 200;
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedElasticsearch.class);

    private final DataFolder folder;
    private final int heapMegabytes;
    private final Progress progress;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PROBE_LIMIT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final int httpPort = FreePort.find();
    private final int transportPort = FreePort.find();
    private volatile long redSinceNanos;
    private @Nullable SupervisedChild server;
    private boolean closed;

    /**
     * Prepares a server that runs from {@link #start()} to {@link #close()}.
     *
     * @param heapMegabytes the size of the Java heap of the server; it takes up to 200 MB on top
     */
    public EmbeddedElasticsearch(DataFolder folder, int heapMegabytes, StartupListener listener) {
        this.folder = folder;
        this.heapMegabytes = heapMegabytes;
        this.progress = new Progress(NAME, listener);
    }

    /**
     * Unpacks what is missing, starts the server and waits until its indices can be read.
     *
     * @throws EmbeddedStoreFailure if that does not succeed; the message says why
     */
    public void start() throws InterruptedException {
        Path outer = DISTRIBUTION.unpack(folder.runtime(), progress);
        Path program = outer.resolve("elasticsearch-" + VERSION);
        Path home = folder.ofStore("elasticsearch");
        try {
            prepare(home);
        } catch (IOException e) {
            throw new EmbeddedStoreFailure("Cannot prepare " + home + ": " + e.getMessage(), e);
        }
        progress.step("starting");
        SupervisedChild child = new SupervisedChild(launch(program, home), this::answers, START_LIMIT);
        become(child);
        child.start();
        progress.step("ready");
    }

    private void prepare(Path home) throws IOException {
        for (String name : List.of("config", "data", "logs", "tmp")) {
            Path created = Files.createDirectories(home.resolve(name));
            folder.childUser().give(created);
        }
        Path logging = home.resolve("config/log4j2.properties");
        try (InputStream ours =
                EmbeddedElasticsearch.class.getResourceAsStream("/embedded/elasticsearch-log4j2.properties")) {
            if (ours == null) {
                throw new IOException("its log settings are not on the class path");
            }
            Files.copy(ours, logging, StandardCopyOption.REPLACE_EXISTING);
        }
        folder.childUser().give(logging);
    }

    private ChildProcess.Launch launch(Path program, Path home) {
        Path temporary = home.resolve("tmp");
        Path java = Path.of(System.getProperty("java.home"));
        return new ChildProcess.Launch(
                "elasticsearch",
                folder.childUser(),
                command(java, program, temporary),
                Map.of("LIBFFI_TMPDIR", temporary.toString(), "HOME", temporary.toString(), "LC_ALL", "C.UTF-8"),
                home,
                program,
                List.of(folder.root(), java),
                folder.logs().resolve("elasticsearch.log"),
                folder.ofServer("run").resolve("elasticsearch.pid"),
                stream -> new ElasticsearchArguments(settings(program, home), home.resolve("config")).writeTo(stream),
                StopSignal.TERM,
                STOP_LIMIT);
    }

    private Map<String, String> settings(Path program, Path home) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("path.home", program.toString());
        settings.put("path.data", home.resolve("data").toString());
        settings.put("path.logs", home.resolve("logs").toString());
        settings.put("cluster.name", "comptoir");
        settings.put("node.name", "comptoir");
        settings.put("discovery.type", "single-node");
        settings.put("http.host", FreePort.LOOPBACK);
        settings.put("http.port", String.valueOf(httpPort));
        settings.put("transport.host", FreePort.LOOPBACK);
        settings.put("transport.port", String.valueOf(transportPort));
        settings.put("xpack.security.enabled", "false");
        // A misspelt index must fail, not come to life with a guessed mapping.
        settings.put("action.auto_create_index", "false");
        settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        // The breaker that looks at the real heap presumes G1; with the serial collector it would count garbage.
        settings.put("indices.breaker.total.use_real_memory", "false");
        return settings;
    }

    // What bin/elasticsearch passes, but for the memory: the serial collector and no touching of pages beforehand. It
    // has
    // the compilers that we have: who starts us with the first one only wants a quick start, and the second saves a
    // third
    // of the processor time of an order.
    private List<String> command(Path java, Path program, Path temporary) {
        String bridge = program.resolve("lib/entitlement-bridge/elasticsearch-entitlement-bridge-" + VERSION + ".jar")
                .toString();
        List<String> command = new ArrayList<>();
        command.add(java.resolve("bin/java").toString());
        command.addAll(List.of(
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "-XX:MaxDirectMemorySize=" + heapMegabytes / 2 + "m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + ownCompilers(),
                "-XX:-UsePerfData",
                "-XX:-OmitStackTraceInFastThrow",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=logs/hs_err_pid%p.log",
                "-Des.networkaddress.cache.ttl=60",
                "-Des.networkaddress.cache.negative.ttl=10",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-Djava.locale.providers=CLDR",
                "-Djava.io.tmpdir=" + temporary,
                "-Djna.nosys=true",
                "-Dio.netty.noUnsafe=true",
                "-Dio.netty.noKeySetOptimization=true",
                "-Dio.netty.recycler.maxCapacityPerThread=0",
                "-Dlog4j.shutdownHookEnabled=false",
                "-Dlog4j2.disable.jmx=true",
                "-Dlog4j2.formatMsgNoLookups=true",
                "-Dorg.apache.lucene.vectorization.upperJavaFeatureVersion=25",
                "-Dorg.apache.lucene.store.defaultReadAdvice=normal",
                "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1",
                "-Des.path.home=" + program,
                "-Des.distribution.type=zip",
                "-Des.java.type=ES_JAVA_HOME",
                "-Djdk.attach.allowAttachSelf=true",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core",
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "--patch-module=java.base=" + bridge,
                "--add-exports=java.base/org.elasticsearch.entitlement.bridge=org.elasticsearch.entitlement,java.logging,"
                        + "java.net.http,java.naming,jdk.net,jdk.zipfs,jdk.management.agent",
                "--add-opens=org.apache.lucene.core/org.apache.lucene.codecs.lucene99=org.elasticsearch.server",
                "--add-opens=org.apache.lucene.core/org.apache.lucene.codecs.hnsw=org.elasticsearch.server",
                "--add-opens=org.apache.lucene.core/org.apache.lucene.internal.vectorization=org.elasticsearch.server",
                "--add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "--module-path",
                program.resolve("lib").toString(),
                "--add-modules=jdk.net",
                "--add-modules=jdk.management.agent",
                "--add-modules=ALL-MODULE-PATH",
                "-m",
                "org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch"));
        return command;
    }

    private static String ownCompilers() {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("TieredStopAtLevel")
                .getValue();
    }

    private synchronized void become(SupervisedChild child) {
        if (closed) {
            throw new EmbeddedStoreFailure(NAME + " was stopped while it started");
        }
        server = child;
    }

    private boolean answers() {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri().resolve("/_cluster/health"))
                    .timeout(PROBE_LIMIT)
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == HTTP_OK && areIndicesOpen(response.body());
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // Red means that some index is not open yet, or never will be because it is damaged. Indices are read models, built
    // again from the events, so a damaged one must not keep the whole server from starting.
    private boolean areIndicesOpen(String health) {
        if (!health.contains("\"status\":\"red\"")) {
            redSinceNanos = 0;
            return true;
        }
        long now = System.nanoTime();
        redSinceNanos = redSinceNanos == 0 ? now : redSinceNanos;
        if (now - redSinceNanos < RED_LIMIT.toNanos()) {
            return false;
        }
        LOG.warn("Elasticsearch cannot open all its indices; rebuild those that are missing: health={}", health);
        return true;
    }

    /** Where it answers HTTP once it has started. Stays the same when the server is started again after a crash. */
    public URI uri() {
        return URI.create("http://" + FreePort.LOOPBACK + ":" + httpPort);
    }

    /** The process id of the server, which changes when it is started again after a crash. */
    public long pid() {
        return started().pid();
    }

    private synchronized SupervisedChild started() {
        if (server == null) {
            throw new IllegalStateException(NAME + " was not started");
        }
        return server;
    }

    /** Stops the server with all its data stored. */
    @Override
    public void close() {
        SupervisedChild running;
        synchronized (this) {
            closed = true;
            running = server;
        }
        if (running != null) {
            running.close();
        }
        http.shutdownNow();
    }
}
