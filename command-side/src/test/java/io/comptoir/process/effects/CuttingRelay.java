package io.comptoir.process.effects;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A way to a mail server on which the connection breaks when a mail has been handed over completely: before or behind the last
 * line reaches the server, and in both cases before its answer reaches the sender.
 */
final class CuttingRelay implements AutoCloseable {

    private static final String END_OF_MAIL = "\r\n.\r\n";

    enum Cut {
        NEVER,
        BEFORE_IT_ARRIVES,
        BEFORE_THE_ANSWER
    }

    private final int target;
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile Cut cut = Cut.NEVER;

    CuttingRelay(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void cut(Cut next) {
        cut = next;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket caller = entrance.accept();
                Socket called = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> answers(called, caller));
                Thread.ofVirtual().start(() -> commands(caller, called));
            } catch (IOException e) {
                Thread.onSpinWait(); // Closed; the loop sees that.
            }
        }
    }

    private static void answers(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            Thread.onSpinWait(); // Cut.
        }
    }

    private void commands(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8_192];
            StringBuilder end = new StringBuilder();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                end.append(new String(buffer, 0, count, ISO_8859_1));
                boolean complete = end.toString().endsWith(END_OF_MAIL);
                if (complete && cut == Cut.BEFORE_IT_ARRIVES) {
                    return;
                }
                if (complete && cut == Cut.BEFORE_THE_ANSWER) {
                    from.close(); // Nobody hears the answer, but it was taken.
                }
                out.write(buffer, 0, count);
                out.flush();
                if (complete && cut == Cut.BEFORE_THE_ANSWER) {
                    awaitAnswer(to);
                    return;
                }
            }
        } catch (IOException e) {
            Thread.onSpinWait(); // The other side closed first.
        }
    }

    /** The server is done with the mail when it answers, and whoever reads the answer then finds nobody to tell. */
    private static void awaitAnswer(Socket server) throws IOException {
        server.setSoTimeout(5_000);
        InputStream in = server.getInputStream();
        while (in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
