package io.comptoir.server.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * The tables of a database, as the scripts say by which the server itself creates them. They are found on the class path, so
 * that a new table is in the next backup without anybody thinking of it.
 */
final class Schema {

    private static final String SCRIPTS = "classpath*:io/comptoir/**/*.sql";
    private static final String SCRIPT_OF_THE_EVENTS = "event-store.sql";
    private static final Pattern TABLE = Pattern.compile("create table if not exists (\\w+)");

    /** The functions of the event store contain semicolons; the statements of that script end with an empty line instead. */
    private static final String EMPTY_LINE = "\n\n";

    private Schema() {}

    /** The tables that this version knows, by name. */
    static Set<String> tablesOf(Part part) {
        Set<String> tables = new TreeSet<>();
        for (Resource script : scriptsOf(part)) {
            try {
                Matcher matcher = TABLE.matcher(script.getContentAsString(StandardCharsets.UTF_8));
                while (matcher.find()) {
                    tables.add(matcher.group(1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tables;
    }

    /** Creates all of them. */
    static void create(Connection connection, Part part) {
        for (Resource script : scriptsOf(part)) {
            ScriptUtils.executeSqlScript(
                    connection,
                    new EncodedResource(script, StandardCharsets.UTF_8),
                    false,
                    false,
                    ScriptUtils.DEFAULT_COMMENT_PREFIX,
                    part == Part.EVENTS ? EMPTY_LINE : ScriptUtils.DEFAULT_STATEMENT_SEPARATOR,
                    ScriptUtils.DEFAULT_BLOCK_COMMENT_START_DELIMITER,
                    ScriptUtils.DEFAULT_BLOCK_COMMENT_END_DELIMITER);
        }
    }

    private static List<Resource> scriptsOf(Part part) {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(SCRIPTS))
                    .filter(script -> SCRIPT_OF_THE_EVENTS.equals(script.getFilename()) == (part == Part.EVENTS))
                    .sorted(Comparator.comparing(Resource::getDescription))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tables that there are, by name. */
    static List<String> tables(Connection connection) throws SQLException {
        return names(connection.prepareStatement("select relname from pg_class where relkind in ('r', 'p')"
                + " and relnamespace = current_schema()::regnamespace order by relname"));
    }

    /** The columns of a table, but for those that it computes itself. */
    static List<String> columns(Connection connection, String table) throws SQLException {
        return columns(connection, table, "attgenerated = ''");
    }

    /** The columns that number the rows by themselves. */
    static List<String> numberedColumns(Connection connection, String table) throws SQLException {
        return columns(connection, table, "attidentity <> ''");
    }

    private static List<String> columns(Connection connection, String table, String which) throws SQLException {
        PreparedStatement question = connection.prepareStatement("select attname from pg_attribute"
                + " where attrelid = ?::regclass and attnum > 0 and not attisdropped and " + which
                + " order by attnum");
        question.setString(1, Database.quoted(table));
        return names(question);
    }

    private static List<String> names(PreparedStatement question) throws SQLException {
        List<String> names = new ArrayList<>();
        try (question;
                ResultSet rows = question.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}
