package io.comptoir.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where the embedded stores of a server listen, as Linux knows it; the server itself tells nobody. */
final class StorePorts {

    private static final String LISTENS = "0A";

    /** The columns of {@code /proc/net/tcp}, once its spaces are single ones. */
    private static final int LOCAL_ADDRESS = 1;

    private static final int STATE = 3;
    private static final int INODE = 9;

    private StorePorts() {}

    static int ofMongo(Server server) throws IOException {
        Set<Integer> ports = listening(server.handle().pid());
        ports.removeAll(server.ownPorts());
        if (ports.size() != 1) {
            throw new IllegalStateException("the server listens on " + ports + " besides its own ports");
        }
        return ports.iterator().next();
    }

    static int ofElasticsearch(Server server) throws IOException {
        for (ProcessHandle child : server.handle().descendants().toList()) {
            for (int port : listening(child.pid())) {
                if (speaksHttp(port)) {
                    return port;
                }
            }
        }
        throw new IllegalStateException("no child of the server answers as Elasticsearch does");
    }

    private static boolean speaksHttp(int port) {
        try (Connection connection = new Connection(port)) {
            return connection.get("/_cluster/health", "").body().contains("cluster_name");
        } catch (IOException | RuntimeException e) {
            return false; // PostgreSQL, or the port for Elasticsearch's own nodes.
        }
    }

    private static Set<Integer> listening(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                // It may be closed meanwhile.
                if (Files.isSymbolicLink(file)) {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        sockets.add(target.substring(8, target.length() - 1));
                    }
                }
            }
        }
        Set<Integer> ports = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                List<String> columns = List.of(line.strip().split(" +", -1));
                if (columns.get(STATE).equals(LISTENS) && sockets.contains(columns.get(INODE))) {
                    String address = columns.get(LOCAL_ADDRESS);
                    ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }
}
