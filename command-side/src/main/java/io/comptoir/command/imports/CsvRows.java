package io.comptoir.command.imports;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a CSV file (RFC 4180, UTF-8, with or without a byte order mark, any line ends) one by one, until its end
 * or its first fault. Empty lines are no rows. Nothing is guessed: behind a fault in the quoting every row may be a part of
 * another, so reading ends there.
 */
final class CsvRows implements AutoCloseable {

    /** The longest field, in characters; no column of an order needs a tenth of it. */
    static final int MAX_FIELD_CHARS = 4_096;

    /** What the parser keeps at most, in characters: what a quotation mark that is never closed may swallow. */
    private static final int MAX_BUFFER_CHARS = 32_768;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * Stands for bytes that are not UTF-8. It is half of a surrogate pair, which no valid UTF-8 decodes to, so it cannot be
     * confused with what the file says; the usual replacement character could stand in the file itself.
     */
    private static final char NOT_UTF_8 = '\uDC80';

    /** What comes next in a file. */
    sealed interface Next {}

    /**
     * @param line   the line where the row begins, from 1
     * @param number the row's number among the data rows, from 1; the header is not counted
     * @param fields as many as the header has
     */
    record Row(long line, long number, List<String> fields) implements Next {
        Row {
            fields = List.copyOf(fields);
        }
    }

    record End() implements Next {}

    /** @param problem what is wrong, beginning with the line where the broken row begins; without the row's content */
    record Fault(String problem) implements Next {
        private static Fault at(long line, String what) {
            return new Fault("line " + line + ": " + what);
        }
    }

    private final CsvReader<Raw> reader;
    private final CloseableIterator<Raw> records;
    private final RecordHandler handler;
    private final List<String> header;
    private @Nullable Next last;
    private boolean headerRead;
    private long rows;

    private CsvRows(CsvReader<Raw> reader, RecordHandler handler, List<String> header) {
        this.reader = reader;
        this.records = reader.iterator();
        this.handler = handler;
        this.header = header;
    }

    /** @param header the names that the first line must have */
    static CsvRows open(InputStream file, List<String> header) throws IOException {
        RecordHandler handler = new RecordHandler(header.size());
        CsvReader<Raw> reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                .skipEmptyLines(true)
                // The columns are counted here, to name the line in words of our own.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(MAX_BUFFER_CHARS)
                .build(handler, decoded(file));
        return new CsvRows(reader, handler, header);
    }

    private static Reader decoded(InputStream file) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(file);
        bytes.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(bytes.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            bytes.reset();
        }
        return new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(NOT_UTF_8)));
    }

    /** The next row; behind the end or a fault the same answer again and again. */
    Next next() throws IOException {
        if (last instanceof End || last instanceof Fault) {
            return last;
        }
        try {
            last = read();
        } catch (CsvParseException e) {
            // The parser tells the two kinds of broken quoting apart only in its text, and the first shows as the
            // second
            // wherever another quotation mark follows.
            last = Fault.at(
                    handler.line(),
                    "the quotation marks do not match: one is not closed, or text follows a closing one");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return last;
    }

    private Next read() {
        if (!headerRead) {
            headerRead = true;
            if (!records.hasNext() || !isHeader(records.next())) {
                return Fault.at(1, "the header must be " + String.join(",", header));
            }
        }
        return records.hasNext() ? rowOf(records.next()) : new End();
    }

    private boolean isHeader(Raw first) {
        return first.columns() == header.size() && first.fields().equals(header);
    }

    private Next rowOf(Raw raw) {
        if (raw.fault() != null) {
            return Fault.at(raw.line(), raw.fault());
        }
        if (raw.columns() != header.size()) {
            return Fault.at(raw.line(), "it has " + raw.columns() + " columns instead of " + header.size());
        }
        rows++;
        return new Row(raw.line(), rows, raw.fields());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private record Raw(
            long line,
            List<String> fields,
            int columns,
            @Nullable String fault) {}

    /** Collects the fields of a record, no more of them than are expected and none that is too long. */
    private static final class RecordHandler extends AbstractBaseCsvCallbackHandler<Raw> {

        private final int maxFields;
        private final List<String> fields = new ArrayList<>();
        private @Nullable String fault;

        RecordHandler(int maxFields) {
            this.maxFields = maxFields;
        }

        long line() {
            return getStartingLineNumber();
        }

        @Override
        protected void handleBegin(long startingLine) {
            fields.clear();
            fault = null;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            if (fault == null) {
                fault = faultIn(buffer, offset, length, quoted);
            }
            if (fault == null && index < maxFields) {
                fields.add(new String(buffer, offset, length));
            }
        }

        private static @Nullable String faultIn(char[] buffer, int offset, int length, boolean quoted) {
            if (length > MAX_FIELD_CHARS) {
                return "a field has more than " + MAX_FIELD_CHARS + " characters; is a quotation mark not closed?";
            }
            for (int i = offset; i < offset + length; i++) {
                if (buffer[i] == NOT_UTF_8) {
                    return "it is not valid UTF-8";
                }
                if (buffer[i] == '"' && !quoted) {
                    return "a quotation mark stands in a field that is not quoted";
                }
            }
            return null;
        }

        @Override
        protected Raw buildRecord() {
            return new Raw(getStartingLineNumber(), List.copyOf(fields), getFieldCount(), fault);
        }
    }
}
