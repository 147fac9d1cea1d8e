package io.comptoir.server.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port that leads to another one, until it is cut: so a store can go away and come back at the same address. */
final class Relay implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private boolean isCut;

    private Relay(int target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 0, LOOPBACK);
        Thread.ofVirtual().name("relay-" + port()).start(this::accept);
    }

    /** @param target a port of this machine */
    static Relay to(int target) throws IOException {
        return new Relay(target);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /**
     * Ends all connections, and each new one as soon as it comes. The port stays taken: while it was free, somebody could get
     * it for a connection of their own, even the very one who keeps trying to connect to it.
     */
    synchronized void cut() throws IOException {
        isCut = true;
        for (Socket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    /** Lets connections pass again. */
    synchronized void mend() {
        isCut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                connect(entrance.accept());
            } catch (IOException e) {
                // The relay was closed, or the caller went away; the loop sees which.
                Thread.onSpinWait();
            }
        }
    }

    private synchronized void connect(Socket caller) throws IOException {
        if (isCut) {
            caller.close();
            return;
        }
        Socket called = new Socket(LOOPBACK, target);
        connections.add(caller);
        connections.add(called);
        pump(caller, called);
        pump(called, caller);
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual().name("relay-" + port()).start(() -> {
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
            entrance.close();
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
