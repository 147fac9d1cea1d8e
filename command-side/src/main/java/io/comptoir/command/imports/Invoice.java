package io.comptoir.command.imports;

import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.orders.PlaceOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The rows of one invoice, which stand together in the file. Its memory is bounded however many rows it has: the lines of an
 * invoice that is refused anyway are dropped, and of the rows that cannot be used only the first are kept.
 */
final class Invoice implements FilePart {

    /** The most lines of an order; as many as a document of adjustments has. */
    static final int MAX_LINES = PlaceOrder.MAX_LINES;

    /** @param row the number of the row in the file */
    record Line<T extends RetailRow>(long row, T content) {}

    private final String number;
    private final boolean appearedBefore;
    private final long firstRow;
    private long lastRow;
    private final List<Line<RetailRow.OrderLine>> orderLines = new ArrayList<>();
    private final List<Line<RetailRow.Adjustment>> adjustments = new ArrayList<>();
    private final List<RejectedRow> unusable = new ArrayList<>();
    private long unusableRows;
    private boolean tooLong;

    /** @param appearedBefore whether other rows of this invoice stand earlier in the file, with others between */
    Invoice(String number, boolean appearedBefore, long firstRow) {
        this.number = number;
        this.appearedBefore = appearedBefore;
        this.firstRow = firstRow;
        this.lastRow = firstRow - 1;
    }

    /** Adds the row that follows. */
    void add(RetailRow row) {
        lastRow++;
        switch (row) {
            case RetailRow.OrderLine line -> keep(orderLines, line);
            case RetailRow.Adjustment line -> keep(adjustments, line);
            case RetailRow.Unusable broken -> keep(broken);
            case RetailRow.Return elsewhere ->
                throw new IllegalArgumentException("a return has an invoice number of its own");
        }
    }

    private <T extends RetailRow> void keep(List<Line<T>> lines, T line) {
        tooLong |= lines.size() == MAX_LINES;
        if (refusal().isEmpty()) {
            lines.add(new Line<>(lastRow, line));
        } else {
            orderLines.clear();
            adjustments.clear();
        }
    }

    private void keep(RetailRow.Unusable broken) {
        unusableRows++;
        if (unusable.size() < ImportState.MAX_REJECTED_SHOWN) {
            unusable.add(new RejectedRow(lastRow, broken.reason()));
        }
    }

    String number() {
        return number;
    }

    @Override
    public long firstRow() {
        return firstRow;
    }

    @Override
    public long lastRow() {
        return lastRow;
    }

    /** Why none of its rows can be imported; empty if they can. */
    Optional<String> refusal() {
        if (appearedBefore) {
            return Optional.of("invoice " + number
                    + " stands earlier in the file too; the rows of an invoice must stand together");
        }
        return tooLong ? Optional.of("invoice " + number + " has more than " + MAX_LINES + " lines") : Optional.empty();
    }

    /** All its rows rejected for one reason; the first of them, as many as an import shows. */
    List<RejectedRow> allRejected(String reason) {
        return LongStream.rangeClosed(firstRow, lastRow)
                .limit(ImportState.MAX_REJECTED_SHOWN)
                .mapToObj(row -> new RejectedRow(row, reason))
                .toList();
    }

    List<Line<RetailRow.OrderLine>> orderLines() {
        return List.copyOf(orderLines);
    }

    List<Line<RetailRow.Adjustment>> adjustments() {
        return List.copyOf(adjustments);
    }

    /** The rows that say nothing usable; the first of them, as many as an import shows. */
    List<RejectedRow> unusable() {
        return List.copyOf(unusable);
    }

    /** How many rows say nothing usable. */
    long unusableRows() {
        return unusableRows;
    }
}
