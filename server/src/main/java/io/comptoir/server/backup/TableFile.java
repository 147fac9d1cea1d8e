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
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a table in a compressed file, in the text format of COPY: it names no types, so it can be read into a table that
 * has other ones or more columns since. PostgreSQL writes and reads it itself; nothing here looks into a row.
 */
final class TableFile {

    private static final int BUFFER_BYTES = 1 << 16;

    private TableFile() {}

    /** Writes all rows that the transaction sees into a file that must not be there yet. */
    static Manifest.Table write(Connection connection, Part part, String table, BackupFolder folder, Told told)
            throws SQLException, IOException {
        List<String> columns = Schema.columns(connection, table);
        Path file = folder.path().resolve(Manifest.Table.file(part, table));
        MessageDigest digest = sha256();
        long[] rows = new long[1];
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy " + Database.quoted(table) + " (" + list(columns) + ") to stdout");
        try {
            OwnersFiles.write(file, raw -> {
                GZIPOutputStream out = new GZIPOutputStream(
                        new DigestOutputStream(new BufferedOutputStream(raw, BUFFER_BYTES), digest), BUFFER_BYTES);
                rows[0] = drain(copy, out, told);
                out.finish();
                out.flush();
            });
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return new Manifest.Table(
                part, table, columns, rows[0], Files.size(file), HexFormat.of().formatHex(digest.digest()));
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

    /** @throws Refused if the file is not what was written */
    static void requireWhole(BackupFolder folder, Manifest.Table table, Told told) {
        Path file = folder.file(table);
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                told.advance(count);
            }
        } catch (IOException e) {
            throw damaged(file, "it is missing or cannot be read", e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
            throw damaged(file, "its checksum is not the one in the manifest", null);
        }
    }

    /**
     * Reads a file into its table.
     *
     * @throws Refused if it does not have the rows that were counted
     */
    static void read(Connection connection, BackupFolder folder, Manifest.Table table, Told told) throws SQLException {
        Path file = folder.file(table);
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + Database.quoted(table.name()) + " (" + list(table.columns()) + ") from stdin");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = new GZIPInputStream(raw, BUFFER_BYTES)) {
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

    private static Refused damaged(Path file, String how, @Nullable Throwable cause) {
        return new Refused(
                "The backup is damaged: " + file + ": " + how
                        + ". Fetch it again from where it is kept, or take an earlier one.",
                cause);
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
