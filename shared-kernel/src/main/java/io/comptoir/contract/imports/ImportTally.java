package io.comptoir.contract.imports;

/**
 * What became of the rows so far. Every row that is done is exactly one of order line, adjustment, return line, unmatched or
 * rejected.
 *
 * @param rowsDone       rows that need not be looked at again
 * @param orders         orders that the rows belong to, whether placed by this import or an earlier one
 * @param returnRows     returns that found their order
 * @param unmatchedRows  returns that did not
 */
public record ImportTally(
        long rowsDone,
        long orders,
        long orderLineRows,
        long adjustmentRows,
        long returnRows,
        long unmatchedRows,
        long rejectedRows) {

    public static final ImportTally NOTHING = new ImportTally(0, 0, 0, 0, 0, 0, 0);

    public ImportTally plus(ImportTally more) {
        return new ImportTally(
                rowsDone + more.rowsDone,
                orders + more.orders,
                orderLineRows + more.orderLineRows,
                adjustmentRows + more.adjustmentRows,
                returnRows + more.returnRows,
                unmatchedRows + more.unmatchedRows,
                rejectedRows + more.rejectedRows);
    }

    public ImportTally minus(ImportTally earlier) {
        return new ImportTally(
                rowsDone - earlier.rowsDone,
                orders - earlier.orders,
                orderLineRows - earlier.orderLineRows,
                adjustmentRows - earlier.adjustmentRows,
                returnRows - earlier.returnRows,
                unmatchedRows - earlier.unmatchedRows,
                rejectedRows - earlier.rejectedRows);
    }
}
