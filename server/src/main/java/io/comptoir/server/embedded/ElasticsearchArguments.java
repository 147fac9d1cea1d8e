package io.comptoir.server.embedded;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the Elasticsearch server reads from its standard input before it starts: the wire form of its class
 * {@code org.elasticsearch.bootstrap.ServerArgs} of version 9.5.3.
 *
 * @param settings must contain path.home, path.data and path.logs
 */
record ElasticsearchArguments(Map<String, String> settings, Path config) {
    private static final String KEYSTORE_CLASS = "org.elasticsearch.common.settings.KeyStoreWrapper";
    private static final int KEYSTORE_FORMAT = 7;
    private static final int STRING_VALUE = 0;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE_FOLLOWS = 0x80;

    void writeTo(OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.writeBoolean(false); // daemonise
        out.writeBoolean(false); // quiet
        out.writeBoolean(false); // no pid file
        writeEmptyKeystore(out);
        writeCount(out, settings.size());
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            writeString(out, setting.getKey());
            out.writeByte(STRING_VALUE);
            writeString(out, setting.getValue());
        }
        writeString(out, config.toString());
        writeString(out, settings.getOrDefault("path.logs", ""));
        out.flush();
    }

    private static void writeEmptyKeystore(DataOutputStream out) throws IOException {
        writeString(out, KEYSTORE_CLASS);
        out.writeInt(KEYSTORE_FORMAT);
        out.writeBoolean(false); // no password
        out.writeBoolean(false); // no sealed bytes
        writeCount(out, 0); // no entries
        out.writeBoolean(false); // not closed
    }

    private static void writeCount(DataOutputStream out, int count) throws IOException {
        int rest = count;
        while (rest > SEVEN_BITS) {
            out.writeByte((rest & SEVEN_BITS) | MORE_FOLLOWS);
            rest >>>= Integer.bitCount(SEVEN_BITS);
        }
        out.writeByte(rest);
    }

    // Counts UTF-16 units, then writes each in one to three bytes, as Java's modified UTF-8 does but for U+0000.
    private static void writeString(DataOutputStream out, String text) throws IOException {
        writeCount(out, text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit <= 0x7f) {
                out.writeByte(unit);
            } else if (unit <= 0x7ff) {
                out.writeByte(0xc0 | (unit >> 6));
                out.writeByte(0x80 | (unit & 0x3f));
            } else {
                out.writeByte(0xe0 | (unit >> 12));
                out.writeByte(0x80 | ((unit >> 6) & 0x3f));
                out.writeByte(0x80 | (unit & 0x3f));
            }
        }
    }
}
