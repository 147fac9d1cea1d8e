package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A port that leads to another one, until it is cut: so a store can go away and come back at the same address. */
final class Relay implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int CHUNK_BYTES = 64 * 1_024;

    private final ServerSocket entrance;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private int target;
    private boolean isCut;
    private volatile @Nullable Trap trap;

    /** What nothing that the target is told may contain. */
    private record Trap(List<byte[]> texts, CompletableFuture<Void> sprung) {

        boolean catches(byte[] told, int length) {
            return texts.stream().allMatch(text -> contains(told, length, text));
        }

        private static boolean contains(byte[] told, int length, byte[] text) {
            return IntStream.rangeClosed(0, length - text.length)
                    .anyMatch(from -> Arrays.equals(told, from, from + text.length, text, 0, text.length));
        }
    }

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

    /** From now on it leads to another port. */
    synchronized void leadTo(int otherTarget) {
        target = otherTarget;
    }

    /**
     * Cuts it as soon as a caller tells the target something that contains all these texts, before any of it arrives.
     *
     * @return done when that has happened
     */
    CompletableFuture<Void> cutBefore(String... texts) {
        CompletableFuture<Void> sprung = new CompletableFuture<>();
        trap = new Trap(Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList(), sprung);
        return sprung;
    }

    private boolean isCaught(byte[] told, int length) throws IOException {
        @Nullable Trap set = trap;
        if (set == null || !set.catches(told, length)) {
            return false;
        }
        trap = null;
        cut();
        set.sprung().complete(null);
        return true;
    }

    private synchronized void connect(Socket caller) throws IOException {
        if (isCut) {
            caller.close();
            return;
        }
        Socket called;
        try {
            called = new Socket(LOOPBACK, target);
        } catch (IOException e) {
            caller.close();
            throw e;
        }
        connections.add(caller);
        connections.add(called);
        pump(caller, called, true);
        pump(called, caller, false);
    }

    private void pump(Socket from, Socket to, boolean toTheTarget) {
        Thread.ofVirtual().name("relay-" + port()).start(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] chunk = new byte[CHUNK_BYTES];
                int length = in.read(chunk);
                while (length >= 0 && !(toTheTarget && isCaught(chunk, length))) {
                    out.write(chunk, 0, length);
                    length = in.read(chunk);
                }
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
