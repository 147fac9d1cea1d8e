package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** A caller who asks for something, sees the beginning of the answer, and then reads no more without hanging up. */
final class StalledReader implements AutoCloseable {

    /** What its own side holds for it is small, so that the server soon cannot get rid of anything more. */
    private static final int RECEIVE_BYTES = 4_096;

    private static final int ANSWER_MILLIS = 20_000;

    private final Socket connection;

    private StalledReader(Socket connection) {
        this.connection = connection;
    }

    /** @param key of the caller */
    static StalledReader of(URI server, String path, String key) throws IOException {
        Socket connection = new Socket();
        connection.setReceiveBufferSize(RECEIVE_BYTES);
        connection.setSoTimeout(ANSWER_MILLIS);
        connection.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.getPort()));
        connection
                .getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                        .getBytes(US_ASCII));
        byte[] beginning = new byte["HTTP/1.1 200".length()];
        assertThat(connection.getInputStream().readNBytes(beginning, 0, beginning.length))
                .isEqualTo(beginning.length);
        assertThat(new String(beginning, US_ASCII)).isEqualTo("HTTP/1.1 200");
        return new StalledReader(connection);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
