package io.comptoir.contract.imports;

/**
 * A row that became nothing.
 *
 * @param row    its number among the data rows, from 1; the header is not counted
 * @param reason what is wrong with it, without the row's personal data
 */
public record RejectedRow(long row, String reason) {}
