package io.comptoir.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One connection to a server on this machine, for one request at a time. It is written by hand because the generator shares two
 * cores with what it measures: the JDK's client takes several times as much of them.
 */
final class Connection implements AutoCloseable {

    private static final int CONNECT_LIMIT_MILLIS = 5_000;

    /** Nothing that is measured may take longer. */
    private static final int ANSWER_LIMIT_MILLIS = 60_000;

    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

    private final int port;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Connection(int port) throws IOException {
        this.port = port;
        this.socket = connect(port);
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.out = socket.getOutputStream();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_LIMIT_MILLIS);
        return socket;
    }

    /** An answer with its headers as they came, in lower case. */
    record Answer(int status, String headers, String body) {

        /** The value of a header; empty if there is none. */
        String header(String name) {
            String start = "\r\n" + name.toLowerCase(Locale.ROOT) + ":";
            int at = headers.indexOf(start);
            if (at < 0) {
                return "";
            }
            int from = at + start.length();
            return headers.substring(from, headers.indexOf("\r\n", from)).strip();
        }

        /** Where the events of an accepted write stand, or how far a read model was. */
        long position() {
            return Long.parseLong(header("Comptoir-Position"));
        }

        Answer expect(int expected) {
            if (status != expected) {
                throw new WrongAnswer("status " + status + " instead of " + expected + ": " + body);
            }
            return this;
        }
    }

    Answer get(String path, String headers) throws IOException {
        return send("GET", path, headers, new byte[0]);
    }

    Answer post(String path, String headers, String json) throws IOException {
        return send("POST", path, headers + "Content-Type: application/json\r\n", json.getBytes(UTF_8));
    }

    /** @param headers whole lines with their ends */
    Answer send(String method, String path, String headers, byte[] body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + headers
                + (method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
        byte[] start = head.getBytes(ISO_8859_1);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        out.write(request);
        out.flush();
        return read();
    }

    private Answer read() throws IOException {
        String head = readHead();
        String headers = head.toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(head.substring(9, 12));
        Answer answer = new Answer(status, headers, "");
        byte[] body = answer.header("Transfer-Encoding").equals("chunked") ? readChunks() : readLength(answer);
        if (answer.header("Connection").equals("close")) {
            reconnect();
        }
        return new Answer(status, headers, new String(body, UTF_8));
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int ends = 0;
        while (ends < 4) {
            int next = next();
            head.write(next);
            boolean expected = next == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : next == '\r' ? 1 : 0;
            if (head.size() > MAX_HEADER_BYTES) {
                throw new IOException("headers without an end");
            }
        }
        return head.toString(ISO_8859_1);
    }

    private byte[] readLength(Answer answer) throws IOException {
        String length = answer.header("Content-Length");
        return length.isEmpty() ? new byte[0] : in.readNBytes(Math.min(Integer.parseInt(length), MAX_BODY_BYTES));
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        while (body.size() < MAX_BODY_BYTES) {
            int size = Integer.parseInt(readLine(), 16);
            body.write(in.readNBytes(size));
            readLine();
            if (size == 0) {
                break;
            }
        }
        return body.toByteArray();
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = next(); next != '\n'; next = next()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the server closed the connection");
        }
        return next;
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect(port);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        out = socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
