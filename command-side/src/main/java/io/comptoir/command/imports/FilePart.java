package io.comptoir.command.imports;

/** What of a file is imported in one step, between two checkpoints. */
sealed interface FilePart permits Invoice, FilePart.LoneRow {

    /** Rows are numbered from 1; the header is not counted. */
    long firstRow();

    long lastRow();

    default long rows() {
        return lastRow() - firstRow() + 1;
    }

    /** A row that belongs to no invoice. */
    record LoneRow(long row, RetailRow content) implements FilePart {

        @Override
        public long firstRow() {
            return row;
        }

        @Override
        public long lastRow() {
            return row;
        }
    }
}
