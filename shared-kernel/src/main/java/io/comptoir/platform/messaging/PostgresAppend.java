package io.comptoir.platform.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.statements.TimestampWriter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The statement that appends events: one for all of them, with an array for each column, where Axon's own has one row each. A
 * group of commands has hundreds of events; as one statement they are sent, and the lock of the append is taken, once, whatever
 * the driver makes of a batch.
 */
final class PostgresAppend {

    private PostgresAppend() {}

    static PreparedStatement statement(
            Connection connection,
            EventSchema schema,
            Class<?> dataType,
            List<? extends EventMessage<?>> messages,
            Serializer serializer,
            TimestampWriter timestamps)
            throws SQLException {
        List<Row> rows =
                messages.stream().map(message -> Row.of(message, serializer)).toList();
        // Positions are given out row by row, so the rows are put in their order and not only found in it.
        PreparedStatement statement = connection.prepareStatement("insert into " + schema.domainEventTable() + " ("
                + schema.domainEventFields() + ") select a, b, c, d, e, f, g, h, i"
                + " from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) with ordinality as row (a, b, c, d, e, f, g, h, i, place)"
                + " order by place");
        try {
            setTexts(statement, 1, rows, row -> row.event.getIdentifier());
            setTexts(statement, 2, rows, row -> row.event.getAggregateIdentifier());
            Long[] sequences =
                    rows.stream().map(row -> row.event.getSequenceNumber()).toArray(Long[]::new);
            statement.setArray(3, connection.createArrayOf("int8", sequences));
            setTexts(statement, 4, rows, row -> row.event.getType());
            setTexts(statement, 5, rows, row -> DateTimeUtils.formatInstant(row.event.getTimestamp()));
            setTexts(statement, 6, rows, row -> row.payload.getType().getName());
            setTexts(statement, 7, rows, row -> row.payload.getType().getRevision());
            setBytes(statement, 8, rows, row -> row.payload.getData());
            setBytes(statement, 9, rows, row -> row.metaData.getData());
            // Axon executes what it is given as a batch.
            statement.addBatch();
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private record Row(
            DomainEventMessage<?> event, SerializedObject<byte[]> payload, SerializedObject<byte[]> metaData) {

        static Row of(EventMessage<?> message, Serializer serializer) {
            DomainEventMessage<?> event = (DomainEventMessage<?>) message; // Every event belongs to a stream.
            return new Row(
                    event,
                    event.serializePayload(serializer, byte[].class),
                    event.serializeMetaData(serializer, byte[].class));
        }
    }

    private static void setTexts(
            PreparedStatement statement, int index, List<Row> rows, Function<Row, @Nullable String> value)
            throws SQLException {
        // Written by hand, because a stream to an array takes no nulls by its type; a revision may be missing.
        @Nullable String[] column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        statement.setArray(index, statement.getConnection().createArrayOf("text", column));
    }

    private static void setBytes(PreparedStatement statement, int index, List<Row> rows, Function<Row, byte[]> value)
            throws SQLException {
        byte[][] column = rows.stream().map(value).toArray(byte[][]::new);
        statement.setArray(index, statement.getConnection().createArrayOf("bytea", column));
    }
}
