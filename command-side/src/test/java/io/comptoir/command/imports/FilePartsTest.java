package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.imports.RejectedRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FilePartsTest {

    @Test
    void putsRowsTogetherThatStandTogether() throws IOException {
        List<FileParts.Next> parts = read(sold("1", "A"), sold("1", "B"), "C9,,,,,,,", sold("2", "A"), "X,,,,,,,");

        assertThat(parts).hasSize(5).endsWith(new FileParts.End());
        Invoice first = invoice(parts.get(0));
        assertThat(first.number()).isEqualTo("1");
        assertThat(first.firstRow()).isEqualTo(1);
        assertThat(first.lastRow()).isEqualTo(2);
        assertThat(first.orderLines()).extracting(Invoice.Line::row).containsExactly(1L, 2L);
        assertThat(parts.get(1)).isEqualTo(new FileParts.Part(new FilePart.LoneRow(3, new RetailRow.Return())));
        assertThat(invoice(parts.get(2)).number()).isEqualTo("2");
        assertThat(parts.get(3))
                .isInstanceOfSatisfying(
                        FileParts.Part.class,
                        part -> assertThat(part.content().lastRow()).isEqualTo(5));
    }

    @Test
    void keepsLinesAdjustmentsAndUnusableRowsOfAnInvoiceApart() throws IOException {
        Invoice invoice = invoice(read(sold("1", "A"), found("1", "B"), sold("1", ""), sold("1", "A"))
                .getFirst());

        assertThat(invoice.orderLines()).extracting(Invoice.Line::row).containsExactly(1L, 4L);
        assertThat(invoice.adjustments()).extracting(Invoice.Line::row).containsExactly(2L);
        assertThat(invoice.unusable()).containsExactly(new RejectedRow(3, "StockCode must not be blank"));
        assertThat(invoice.unusableRows()).isEqualTo(1);
        assertThat(invoice.rows()).isEqualTo(4);
        assertThat(invoice.refusal()).isEmpty();
    }

    @Test
    void refusesAnInvoiceThatAppearsAgain() throws IOException {
        List<FileParts.Next> parts = read(sold("1", "A"), "C9,,,,,,,", sold("1", "A"), found("1", "B"), sold("2", "A"));

        Invoice again = invoice(parts.get(2));
        assertThat(again.refusal())
                .hasValue("invoice 1 stands earlier in the file too; the rows of an invoice must stand together");
        assertThat(again.orderLines()).isEmpty();
        assertThat(again.adjustments()).isEmpty();
        assertThat(again.allRejected("why")).containsExactly(new RejectedRow(3, "why"), new RejectedRow(4, "why"));
        assertThat(invoice(parts.get(3)).refusal()).isEmpty();
    }

    @Test
    void takesAsManyLinesAsAnOrderHasAndNoMore() throws IOException {
        String[] rows = LongStream.range(0, Invoice.MAX_LINES)
                .mapToObj(i -> sold("1", "A" + i))
                .toArray(String[]::new);
        String[] oneMore = LongStream.rangeClosed(0, Invoice.MAX_LINES)
                .mapToObj(i -> sold("1", "A" + i))
                .toArray(String[]::new);

        assertThat(invoice(read(rows).getFirst()).refusal()).isEmpty();
        Invoice tooLong = invoice(read(oneMore).getFirst());
        assertThat(tooLong.refusal()).hasValue("invoice 1 has more than 2000 lines");
        assertThat(tooLong.rows()).isEqualTo(2_001);
        assertThat(tooLong.orderLines()).isEmpty();
        assertThat(tooLong.allRejected("why")).hasSize(100).startsWith(new RejectedRow(1, "why"));
    }

    @Test
    void takesAsManyAdjustmentsAsADocumentHasAndNoMore() throws IOException {
        String[] oneMore = LongStream.rangeClosed(0, Invoice.MAX_LINES)
                .mapToObj(i -> found("1", "A" + i))
                .toArray(String[]::new);

        assertThat(invoice(read(oneMore).getFirst()).refusal()).hasValue("invoice 1 has more than 2000 lines");
    }

    @Test
    void keepsOnlyTheFirstOfManyUnusableRows() throws IOException {
        String[] rows = LongStream.range(0, 150).mapToObj(i -> sold("1", "")).toArray(String[]::new);

        Invoice invoice = invoice(read(rows).getFirst());

        assertThat(invoice.unusable()).hasSize(100);
        assertThat(invoice.unusableRows()).isEqualTo(150);
    }

    @Test
    void withholdsTheInvoiceThatTouchesAFault() throws IOException {
        List<FileParts.Next> parts = read(sold("1", "A"), sold("2", "A"), "2,broken");

        assertThat(parts).hasSize(2).endsWith(new FileParts.Fault("line 4: it has 2 columns instead of 8"));
        assertThat(invoice(parts.getFirst()).number()).isEqualTo("1");
    }

    private static Invoice invoice(FileParts.Next part) {
        return (Invoice) ((FileParts.Part) part).content();
    }

    private static String sold(String invoice, String sku) {
        return invoice + "," + sku + ",HEART,6,12/1/10 8:26,2.55,17850,France";
    }

    private static String found(String invoice, String sku) {
        return invoice + "," + sku + ",found,6,12/1/10 8:26,0,,France";
    }

    private static List<FileParts.Next> read(String... rows) throws IOException {
        String file = ImportScenario.HEADER + String.join("\n", rows);
        List<FileParts.Next> read = new ArrayList<>();
        try (FileParts parts = FileParts.open(new ByteArrayInputStream(file.getBytes(UTF_8)))) {
            do {
                read.add(parts.next());
            } while (read.getLast() instanceof FileParts.Part);
        }
        return read;
    }
}
