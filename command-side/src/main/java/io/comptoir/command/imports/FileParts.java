package io.comptoir.command.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a file together to invoices. It always reads from the first row on, even when an import is resumed in the
 * middle: whether an invoice stood in the file before must have the same answer each time.
 */
final class FileParts implements AutoCloseable {

    /** The next part, or why there is none. */
    sealed interface Next {}

    record Part(FilePart content) implements Next {}

    record End() implements Next {}

    /** @param problem what is wrong and in which line */
    record Fault(String problem) implements Next {}

    private final CsvRows rows;
    private final SeenInvoices seen = new SeenInvoices();
    private CsvRows.@Nullable Next upcoming;

    private FileParts(CsvRows rows) {
        this.rows = rows;
    }

    static FileParts open(InputStream file) throws IOException {
        return new FileParts(CsvRows.open(file, OnlineRetail.HEADER));
    }

    Next next() throws IOException {
        return switch (upcoming()) {
            case CsvRows.Row row -> partBeginningWith(row);
            case CsvRows.End end -> new End();
            case CsvRows.Fault fault -> new Fault(fault.problem());
        };
    }

    private Next partBeginningWith(CsvRows.Row first) throws IOException {
        Optional<String> invoice = OnlineRetail.invoiceOf(first.fields());
        if (invoice.isEmpty()) {
            upcoming = null;
            return new Part(new FilePart.LoneRow(first.number(), OnlineRetail.read(first.fields())));
        }
        if (seen.isFull()) {
            return new Fault(
                    "line " + first.line() + ": a file has at most " + SeenInvoices.MAX_INVOICES + " invoices");
        }
        return invoice(invoice.get(), first.number());
    }

    private Next invoice(String number, long firstRow) throws IOException {
        Invoice invoice = new Invoice(number, !seen.add(number), firstRow);
        while (upcoming() instanceof CsvRows.Row row
                && OnlineRetail.invoiceOf(row.fields()).equals(Optional.of(number))) {
            invoice.add(OnlineRetail.read(row.fields()));
            upcoming = null;
        }
        // The broken row may belong to this invoice. Importing the half of it would be for good: the corrected file
        // could
        // not add the rest.
        return upcoming() instanceof CsvRows.Fault fault ? new Fault(fault.problem()) : new Part(invoice);
    }

    private CsvRows.Next upcoming() throws IOException {
        if (upcoming == null) {
            upcoming = rows.next();
        }
        return upcoming;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
