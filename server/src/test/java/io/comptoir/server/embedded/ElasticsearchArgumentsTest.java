package io.comptoir.server.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElasticsearchArgumentsTest {
    private static final String KEYSTORE_CLASS_LENGTH = "31";
    private static final String NO_KEYSTORE_ENTRIES = "00000007" + "00" + "00" + "00" + "00";

    @Test
    void writesTheFormTheServerReads() throws IOException {
        byte[] written = write(Map.of("path.logs", "/é"), Path.of("/€"));

        assertThat(HexFormat.of().formatHex(written))
                .isEqualTo("000000"
                        + KEYSTORE_CLASS_LENGTH
                        + HexFormat.of()
                                .formatHex("org.elasticsearch.common.settings.KeyStoreWrapper".getBytes(US_ASCII))
                        + NO_KEYSTORE_ENTRIES
                        + "01" // settings
                        + "09" + "706174682e6c6f6773" + "00" + "02" + "2fc3a9"
                        + "02" + "2fe282ac"
                        + "02" + "2fc3a9");
    }

    @Test
    void writesLongTextsWithALengthOfTwoBytes() throws IOException {
        byte[] shorter = write(Map.of("path.logs", "/" + "a".repeat(126)), Path.of("/"));
        byte[] longer = write(Map.of("path.logs", "/" + "a".repeat(127)), Path.of("/"));

        // The text occurs twice: as a setting and as the folder of the logs; each grows by a letter and a length byte.
        assertThat(longer.length - shorter.length).isEqualTo(4);
        assertThat(HexFormat.of().formatHex(longer)).contains("8001" + "2f61");
    }

    private static byte[] write(Map<String, String> settings, Path config) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        new ElasticsearchArguments(settings, config).writeTo(stream);
        return stream.toByteArray();
    }
}
