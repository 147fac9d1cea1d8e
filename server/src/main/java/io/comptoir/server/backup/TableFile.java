package io.comptoir.server.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a table in a file, in the text format of COPY: it names no types, so it can be read into a table that has other
 * ones or more columns since. PostgreSQL writes and reads it itself; nothing here looks into a row.
 */
final class TableFile {

    private static final String COMPRESSED = ".gz";
    private static final int BUFFER_BYTES = 1 << 16;

    private TableFile() {}

    /** Writes all rows that the transaction sees into a file in the folder. */
    static Manifest.Table write(Connection connection, String table, Path folder, boolean compressed, Told told)
            throws SQLException, IOException {
        List<String> columns = Schema.columns(connection, table);
        String name = table + ".copy" + (compressed ? COMPRESSED : "");
        Path file = folder.resolve(name);
        MessageDigest digest = sha256();
        long[] rows = new long[1];
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy " + Database.quoted(table) + " (" + list(columns) + ") to stdout");
        try {
            OwnersFiles.write(file, raw -> {
                OutputStream hashed = new DigestOutputStream(new BufferedOutputStream(raw, BUFFER_BYTES), digest);
                OutputStream out = compressed ? new GZIPOutputStream(hashed, BUFFER_BYTES) : hashed;
                rows[0] = drain(copy, out, told);
                if (out instanceof GZIPOutputStream zipped) {
                    zipped.finish();
                }
                out.flush();
            });
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return new Manifest.Table(
                table, columns, name, rows[0], Files.size(file), HexFormat.of().formatHex(digest.digest()));
    }

    /** Each piece that the server sends is one row. */
    private static long drain(CopyOut copy, OutputStream out, Told told) throws IOException {
        long rows = 0;
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                out.write(row);
                rows++;
                told.advance(1);
            }
        } catch (SQLException e) {
            throw new IOException("the database stopped in the middle: " + e.getMessage(), e);
        }
        return rows;
    }

    /**
     * Whether the file is what was written.
     *
     * @throws Refused if it is not
     */
    static void requireWhole(Path folder, Manifest.Table table, Told told) {
        Path file = folder.resolve(table.file());
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                told.advance(count);
            }
        } catch (IOException e) {
            throw damaged(file, "it cannot be read", e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
            throw damaged(file, "its checksum is not the one that was written down", null);
        }
    }

    /**
     * Reads a file that is known to be whole into its table.
     *
     * @throws Refused if the database does not take its rows
     */
    static void read(Connection connection, Path folder, Manifest.Table table, Told told) throws SQLException {
        Path file = folder.resolve(table.file());
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + Database.quoted(table.name()) + " (" + list(table.columns()) + ") from stdin");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = table.file().endsWith(COMPRESSED) ? new GZIPInputStream(raw, BUFFER_BYTES) : raw) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                copy.writeToCopy(buffer, 0, count);
                told.advance(lines(buffer, count));
            }
            long rows = copy.endCopy();
            if (rows != table.rows()) {
                throw damaged(file, "it has " + rows + " rows and not " + table.rows(), null);
            }
        } catch (IOException e) {
            throw damaged(file, "it cannot be read", e);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** A line break within a value is written as two other characters, so each of them ends a row. */
    private static long lines(byte[] bytes, int count) {
        long lines = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private static Refused damaged(Path file, String how, @org.jspecify.annotations.Nullable Throwable cause) {
        String advice = "The backup is damaged: " + file + ": " + how
                + ". Fetch it again from where it is kept, or take an" + " earlier backup.";
        return cause == null ? new Refused(advice) : new Refused(advice, cause);
    }

    private static String list(List<String> columns) {
        return columns.stream().map(Database::quoted).collect(Collectors.joining(", "));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
