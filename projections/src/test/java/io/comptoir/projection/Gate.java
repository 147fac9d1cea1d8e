package io.comptoir.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server and can be shut, so that the server seems to be away. */
final class Gate implements AutoCloseable {

    private final InetSocketAddress server;
    private final ServerSocket door;
    private final Set<Socket> passing = ConcurrentHashMap.newKeySet();
    private volatile boolean shut;

    Gate(InetSocketAddress server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::letIn);
    }

    int port() {
        return door.getLocalPort();
    }

    boolean isShut() {
        return shut;
    }

    void open() {
        shut = false;
    }

    void shut() {
        shut = true;
        passing.forEach(Gate::closeQuietly);
        passing.clear();
    }

    private void letIn() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (shut) {
                    client.close();
                    continue;
                }
                Socket target = new Socket(server.getAddress(), server.getPort());
                passing.add(client);
                passing.add(target);
                Thread.ofVirtual().start(() -> copy(client, target));
                Thread.ofVirtual().start(() -> copy(target, client));
            } catch (IOException e) {
                return; // The door was closed for good.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One end is gone; so is the other in a moment.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shut();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
