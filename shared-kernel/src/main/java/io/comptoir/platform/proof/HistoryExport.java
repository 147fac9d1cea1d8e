package io.comptoir.platform.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A history as a file: one JSON object a line, a header, the history's lines and an end, so that a file that was cut off is
 * noticed. The format is specified in docs/proof.md.
 */
public final class HistoryExport {

    public static final String FORMAT = "comptoir-export/1";

    /** What media types call JSON, line by line. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    private static final byte[] NEW_LINE = "\n".getBytes(UTF_8);
    private static final JsonMapper JSON = ContractJson.mapper();

    private HistoryExport() {}

    /**
     * The first line.
     *
     * @param from index of the first leaf, from 0
     * @param to   index behind the last leaf
     */
    public record Header(String format, TenantId organization, long from, long to) {}

    /** The last line: how many lines lie between it and the header. */
    public record End(boolean end, long lines) {}

    public static void write(OutputStream file, Object line) throws IOException {
        file.write(JSON.writeValueAsBytes(line));
        file.write(NEW_LINE);
    }

    /** The file is not what an export is, or not all of one. */
    public static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    /**
     * Reads an export line by line.
     *
     * @throws Unreadable naming the line that is not as it must be
     */
    @CanIgnoreReturnValue
    public static Header read(BufferedReader file, Consumer<HistoryLine> each) throws IOException, Unreadable {
        @Nullable String first = file.readLine();
        if (first == null) {
            throw new Unreadable("the export is empty");
        }
        Header header = parse(first, Header.class, 1);
        if (!FORMAT.equals(header.format()) || header.organization() == null) {
            throw new Unreadable("line 1 of the export is not the header of " + FORMAT);
        }
        long lines = 0;
        while (true) {
            @Nullable String text = file.readLine();
            if (text == null) {
                throw new Unreadable(
                        "the export ends after " + lines + " lines without its last one: it is not complete");
            }
            if (text.startsWith("{\"end\"")) {
                if (parse(text, End.class, lines + 2).lines() != lines) {
                    throw new Unreadable("the export has " + lines + " lines, and its last one says otherwise");
                }
                return header;
            }
            lines++;
            HistoryLine line = parse(text, HistoryLine.class, lines + 1);
            if (line.leaf() == null && line.event() == null) {
                throw new Unreadable("line " + (lines + 1) + " of the export says nothing");
            }
            each.accept(line);
        }
    }

    private static <T> T parse(String text, Class<T> type, long number) throws Unreadable {
        try {
            return JSON.readValue(text, type);
        } catch (JacksonException e) {
            throw new Unreadable("line " + number + " of the export cannot be read");
        }
    }
}
