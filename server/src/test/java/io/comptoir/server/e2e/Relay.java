package io.comptoir.server.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A port that leads to another one, until it is cut: so a store can go away and come back at the same address. */
final class Relay implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final int target;
    private final int port;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket entrance;

    private Relay(int target) throws IOException {
        this.target = target;
        ServerSocket first = open(0);
        this.port = first.getLocalPort();
        accept(first);
    }

    /** @param target a port of this machine */
    static Relay to(int target) throws IOException {
        return new Relay(target);
    }

    int port() {
        return port;
    }

    /** Ends all connections and lets no new one in. */
    synchronized void cut() throws IOException {
        if (entrance != null) {
            entrance.close();
            entrance = null;
        }
        for (Socket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    /** Lets connections in again. */
    synchronized void mend() throws IOException {
        accept(open(port));
    }

    private static ServerSocket open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(LOOPBACK, port));
        return socket;
    }

    private synchronized void accept(ServerSocket opened) {
        entrance = opened;
        Thread.ofVirtual().name("relay-" + port).start(() -> {
            while (!opened.isClosed()) {
                try {
                    connect(opened.accept());
                } catch (IOException e) {
                    // It was cut, or the caller went away; the loop sees which.
                    Thread.onSpinWait();
                }
            }
        });
    }

    private void connect(Socket caller) throws IOException {
        Socket called = new Socket(LOOPBACK, target);
        connections.add(caller);
        connections.add(called);
        pump(caller, called);
        pump(called, caller);
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual().name("relay-" + port).start(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                in.transferTo(out);
            } catch (IOException e) {
                // Cut, or one side closed: both are closed now.
                Thread.onSpinWait();
            } finally {
                connections.remove(from);
                connections.remove(to);
            }
        });
    }

    @Override
    public void close() {
        try {
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
