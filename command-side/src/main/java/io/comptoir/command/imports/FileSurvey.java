package io.comptoir.command.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/**
 * What a first pass over a file tells before anything is imported.
 *
 * @param rows     the data rows up to the end or the first fault
 * @param products what the products are called
 * @param sha256   the digest of the whole file, in lower-case hexadecimal
 */
record FileSurvey(long rows, ProductNames products, String sha256) {

    /** The most products whose names are remembered, about 20 MB. A product beyond is called what its first invoice says. */
    private static final int MAX_PRODUCTS = 100_000;

    static FileSurvey of(InputStream file) throws IOException {
        DigestInputStream digested = new DigestInputStream(file, ImportFiles.sha256());
        ProductNames products = new ProductNames(MAX_PRODUCTS);
        long count = 0;
        try (CsvRows rows = CsvRows.open(digested, OnlineRetail.HEADER)) {
            while (rows.next() instanceof CsvRows.Row row) {
                count = row.number();
                products.learnFrom(OnlineRetail.read(row.fields()));
            }
            digested.transferTo(OutputStream.nullOutputStream());
        }
        return new FileSurvey(
                count,
                products,
                HexFormat.of().formatHex(digested.getMessageDigest().digest()));
    }
}
