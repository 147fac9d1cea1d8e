package io.comptoir.server.backup;

import io.comptoir.platform.vault.EncryptionKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** With which encryption keys the secrets of a vault are wrapped, and whether a file of keys opens them. */
final class SealedWith {

    /** Rows that are fetched at a time; there is a handful for each organization. */
    private static final int FETCHED = 500;

    private static final String SECRETS = "secrets";

    private SealedWith() {}

    /** How many secrets each encryption key wraps, by the number of the key. */
    static Map<String, Long> keysOf(Connection vault) throws SQLException {
        Map<String, Long> keys = new TreeMap<>();
        if (!Schema.tables(vault).contains(SECRETS)) {
            return keys;
        }
        try (Statement statement = vault.createStatement();
                ResultSet rows =
                        statement.executeQuery("select wrapped_by, count(*) from secrets group by wrapped_by")) {
            while (rows.next()) {
                keys.put(Long.toString(rows.getLong(1)), rows.getLong(2));
            }
        }
        return keys;
    }

    /**
     * Opens every secret of a vault.
     *
     * @throws Refused if one is not opened by the keys in the file
     */
    static void requireOpenedBy(Path file, Connection vault) throws SQLException {
        if (!Schema.tables(vault).contains(SECRETS)) {
            return;
        }
        EncryptionKeys keys = EncryptionKeys.read(file);
        try (Statement statement = vault.createStatement()) {
            statement.setFetchSize(FETCHED);
            try (ResultSet rows = statement.executeQuery("select scope, name, wrapped from secrets")) {
                while (rows.next()) {
                    if (!keys.opens(rows.getBytes(3), rows.getString(1), rows.getString(2))) {
                        throw new Refused("The encryption keys in " + file
                                + " do not open what lies in the vault, though their numbers are right. Put the file"
                                + " there that belongs to it.");
                    }
                }
            }
        }
    }
}
