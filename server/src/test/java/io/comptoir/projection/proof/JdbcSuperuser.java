package io.comptoir.projection.proof;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Somebody for whom the table's own guards do not count. */
record JdbcSuperuser(DataSource database) {

    int run(String sql, String parameter) {
        try (Connection connection = database.getConnection();
                Statement guards = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            boolean ignored = guards.execute("set session_replication_role = replica");
            statement.setString(1, parameter);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
