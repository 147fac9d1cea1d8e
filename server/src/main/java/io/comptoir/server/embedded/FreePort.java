package io.comptoir.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
final class FreePort {
    static final String LOOPBACK = "127.0.0.1";

    // Below the ports that systems give to outgoing connections. A server that is started again must find its port
    // free,
    // but a client that keeps calling a silent port of that other range may be given the very same port and block it.
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 30_000;
    private static final int MAX_TRIES = 1_000;

    private FreePort() {}

    /** A port nobody listens on. Another program may still take it before the server does, though hardly ever. */
    static int find() {
        return ThreadLocalRandom.current()
                .ints(MAX_TRIES, LOWEST, HIGHEST)
                .filter(port -> !isTaken(port))
                .findFirst()
                .orElseThrow(() -> new EmbeddedStoreFailure(
                        "No free port on " + LOOPBACK + " between " + LOWEST + " and " + HIGHEST));
    }

    static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
