package io.comptoir.process.effects;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;

/** A mail server that gives the wanted answers to commands, and 250 to all others; with "cut" it hangs up instead. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, String> answers;

    ScriptedServer(Map<String, String> answers) throws IOException {
        this.answers = Map.copyOf(answers);
        Thread.ofVirtual().start(() -> {
            while (!entrance.isClosed()) {
                try (Socket caller = entrance.accept()) {
                    talk(caller);
                } catch (IOException e) {
                    Thread.onSpinWait(); // The caller left, or the server is closed.
                }
            }
        });
    }

    private void talk(Socket caller) throws IOException {
        OutputStream out = caller.getOutputStream();
        BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), US_ASCII));
        say(out, "220 ready");
        boolean text = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (text && !line.equals(".")) {
                continue;
            }
            String word =
                    text ? "." : line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
            String answer = answers.getOrDefault(word, word.equals("DATA") ? "354 go on" : "250 fine");
            if (answer.equals("cut")) {
                return;
            }
            say(out, answer);
            text = word.equals("DATA") && answer.startsWith("354");
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(US_ASCII));
        out.flush();
    }

    int port() {
        return entrance.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
