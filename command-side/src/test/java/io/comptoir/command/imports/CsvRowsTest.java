package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.NearTexts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {

    private static final List<String> HEADER = List.of("a", "b");

    private static final CsvRows.Next END = new CsvRows.End();

    private static final String QUOTING =
            "the quotation marks do not match: one is not closed, or text follows a closing one";

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    void numbersLinesAndRowsWhateverEndsThem(String end) throws IOException {
        String file = String.join(end, "a,b", "1,2", "", "\"3\",\"4", "5\"\"\"", "6,", "7,8");

        assertThat(read(file))
                .containsExactly(
                        row(2, 1, "1", "2"),
                        row(4, 2, "3", "4" + end + "5\""),
                        row(6, 3, "6", ""),
                        row(7, 4, "7", "8"),
                        END);
        assertThat(read(file + end)).hasSize(5).endsWith(END);
    }

    @Test
    void passesOverAByteOrderMark() throws IOException {
        assertThat(read("\uFEFFa,b\n1,2\n")).containsExactly(row(2, 1, "1", "2"), END);
        assertThat(read("\uFEFF\"a\",b\n\uFEFF1,2\n")).containsExactly(row(2, 1, "\uFEFF1", "2"), END);
    }

    @Test
    void hasNoRowsBehindTheHeaderOfAnEmptyFile() throws IOException {
        assertThat(read("a,b")).containsExactly(END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "a", "a,b,c", "A,b", " a,b", "a;b", "1,2\na,b", "\uFFFDa,b", "a,\"b\nb", "\""})
    void refusesAnotherHeader(String file) throws IOException {
        assertThat(read(file))
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        CsvRows.Fault.class,
                        fault -> assertThat(fault.problem()).startsWith("line 1: "));
    }

    @Test
    void saysWhichHeaderItExpects() throws IOException {
        assertThat(read("x,y\n1,2\n")).containsExactly(fault("line 1: the header must be a,b"));
    }

    @Test
    void refusesMoreOrFewerColumns() throws IOException {
        assertThat(read("a,b\n1,2\n3\n4,5\n"))
                .containsExactly(row(2, 1, "1", "2"), fault("line 3: it has 1 columns instead of 2"));
        assertThat(read("a,b\n1,2,3\n")).containsExactly(fault("line 2: it has 3 columns instead of 2"));
    }

    @Test
    void refusesAQuotationMarkThatIsNeverClosed() throws IOException {
        assertThat(read("a,b\n1,2\n3,\"4\n5,6\n7,8\n"))
                .containsExactly(row(2, 1, "1", "2"), fault("line 3: " + QUOTING));
        assertThat(read("a,b\n1,\"")).containsExactly(fault("line 2: " + QUOTING));
    }

    @Test
    void refusesTextBehindAClosingQuotationMark() throws IOException {
        assertThat(read("a,b\n1,\"2\"3\n")).containsExactly(fault("line 2: " + QUOTING));
        assertThat(read("a,b\n1,\"2\n3,\"4\"\n")).containsExactly(fault("line 2: " + QUOTING));
    }

    @Test
    void refusesAQuotationMarkInAFieldThatIsNotQuoted() throws IOException {
        assertThat(read("a,b\n1,2\"3\n"))
                .containsExactly(fault("line 2: a quotation mark stands in a field that is not quoted"));
    }

    @Test
    void readsTheLongestFieldAndRefusesALongerOne() throws IOException {
        String longest = "x".repeat(CsvRows.MAX_FIELD_CHARS);

        assertThat(read("a,b\n1," + longest + "\n")).containsExactly(row(2, 1, "1", longest), END);
        assertThat(read("a,b\n1," + longest + "x\n"))
                .containsExactly(
                        fault("line 2: a field has more than 4096 characters; is a quotation mark not closed?"));
    }

    @Test
    void keepsNoMoreThanALimitOfWhatIsNeverClosed() throws IOException {
        assertThat(read("a,b\n1,2\n3,\"" + "4\n".repeat(500_000)))
                .containsExactly(row(2, 1, "1", "2"), fault("line 3: " + QUOTING));
    }

    @Test
    void readsAllOfUtf8() throws IOException {
        assertThat(read("a,b\né€,\uD83D\uDED2\uFFFD\n")).containsExactly(row(2, 1, "é€", "\uD83D\uDED2\uFFFD"), END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00E9",
                "\u0080",
                "\u00C3",
                "\u00ED\u00B2\u0080",
                "\u00C0\u0080",
                "\u00F8\u0088\u0080\u0080\u0080"
            })
    void refusesWhatIsNotUtf8InTheLineWhereItStands(String bytes) throws IOException {
        String file = "a,b\n1,2\n3," + bytes + "\n5,6\n";

        assertThat(read(file.getBytes(ISO_8859_1)))
                .containsExactly(row(2, 1, "1", "2"), fault("line 3: it is not valid UTF-8"));
    }

    @Test
    void readsRightUpToBytesThatAreNotUtf8FarBehind() throws IOException {
        StringBuilder file = new StringBuilder("a,b\n");
        for (int i = 0; i < 50_000; i++) {
            file.append(i).append(",x\n");
        }

        List<CsvRows.Next> read = read((file + "\u00E9,x\n").getBytes(ISO_8859_1));

        assertThat(read).hasSize(50_001).endsWith(fault("line 50002: it is not valid UTF-8"));
    }

    @Test
    void answersTheSameBehindItsEnd() throws IOException {
        try (CsvRows rows = open("a,b\n1,2,3\n".getBytes(UTF_8))) {
            CsvRows.Next fault = rows.next();

            assertThat(rows.next()).isEqualTo(fault);
        }
        try (CsvRows rows = open("a,b\n".getBytes(UTF_8))) {
            assertThat(rows.next()).isEqualTo(END);
            assertThat(rows.next()).isEqualTo(END);
        }
    }

    /** Whatever is in a file, reading comes to an end, and each row before it has the columns of the header. */
    @Test
    void comesToAnEndWhateverIsInTheFile() {
        NearTexts.forEach(List.of("a,b\n1,2\n\"3\",\"4 \"\"5\"\"\"\r\n6,\n"), file -> {
            try {
                List<CsvRows.Next> read = read(file);
                assertThat(read.getLast()).isNotInstanceOf(CsvRows.Row.class);
                assertThat(read.subList(0, read.size() - 1))
                        .allSatisfy(
                                row -> assertThat(((CsvRows.Row) row).fields()).hasSize(HEADER.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static List<CsvRows.Next> read(String file) throws IOException {
        return read(file.getBytes(UTF_8));
    }

    private static List<CsvRows.Next> read(byte[] file) throws IOException {
        List<CsvRows.Next> read = new ArrayList<>();
        try (CsvRows rows = open(file)) {
            do {
                read.add(rows.next());
            } while (read.getLast() instanceof CsvRows.Row);
        }
        return read;
    }

    private static CsvRows open(byte[] file) throws IOException {
        return CsvRows.open(new ByteArrayInputStream(file), HEADER);
    }

    private static CsvRows.Row row(long line, long number, String... fields) {
        return new CsvRows.Row(line, number, List.of(fields));
    }

    private static CsvRows.Fault fault(String problem) {
        return new CsvRows.Fault(problem);
    }
}
