package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The sample file as this test reads it for itself, with nothing of the importer's. */
final class SampleFile {

    private static final String NAME = "/sample-data/online-retail-2010-12-01-to-08";

    // London has the time of UTC in December.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("M/d/yy H:mm", Locale.ROOT);

    /** A line of an order. */
    record Line(String sku, int quantity, String unitPrice) {
        BigDecimal total() {
            return new BigDecimal(unitPrice).multiply(BigDecimal.valueOf(quantity));
        }
    }

    /** An invoice's order. */
    record Order(String placedAt, String customer, String country, List<Line> lines) {
        BigDecimal total() {
            return lines.stream().map(Line::total).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** A correction of stock. */
    record Adjustment(String invoice, String sku, int delta) {}

    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final List<Adjustment> adjustments = new ArrayList<>();
    private int returns;

    private SampleFile() {}

    static SampleFile read() {
        SampleFile file = new SampleFile();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(new String(bytes(), UTF_8))) {
            rows.forEach(file::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void add(NamedCsvRecord row) {
        String invoice = row.getField("InvoiceNo");
        String sku = row.getField("StockCode");
        int quantity = Integer.parseInt(row.getField("Quantity"));
        BigDecimal price = new BigDecimal(row.getField("UnitPrice"));
        if (invoice.startsWith("C")) {
            returns++;
        } else if (price.signum() == 0) {
            adjustments.add(new Adjustment(invoice, sku, quantity));
        } else {
            orders.computeIfAbsent(
                            invoice,
                            first -> new Order(
                                    LocalDateTime.parse(row.getField("InvoiceDate"), DATE)
                                            .toInstant(ZoneOffset.UTC)
                                            .toString(),
                                    row.getField("CustomerID"),
                                    row.getField("Country"),
                                    new ArrayList<>()))
                    .lines()
                    .add(new Line(sku, quantity, price.setScale(2).toPlainString()));
        }
    }

    /** The orders by invoice number. */
    Map<String, Order> orders() {
        return orders;
    }

    List<Adjustment> adjustments() {
        return adjustments;
    }

    int returns() {
        return returns;
    }

    /** What the orders hold, by SKU. */
    SortedMap<String, Long> ordered() {
        SortedMap<String, Long> units = new TreeMap<>();
        orders.values()
                .forEach(order ->
                        order.lines().forEach(line -> units.merge(line.sku(), (long) line.quantity(), Long::sum)));
        return units;
    }

    /** Every SKU of an order or adjustment with what is free of it: what was found, since everything else is received first. */
    SortedMap<String, Long> available() {
        SortedMap<String, Long> units = new TreeMap<>();
        ordered().keySet().forEach(sku -> units.put(sku, 0L));
        adjustments.forEach(found -> units.merge(found.sku(), (long) Math.max(found.delta(), 0), Long::sum));
        return units;
    }

    /** The figures that came with the file. */
    static JsonNode expected() {
        return Answer.json(new String(resource(NAME + ".expected.json"), UTF_8));
    }

    static byte[] bytes() {
        return resource(NAME + ".csv");
    }

    /** The header and the first rows, so many. */
    static byte[] firstRows(int rows) {
        byte[] all = bytes();
        int end = 0;
        for (int line = 0; line <= rows; line++) {
            end = indexOfLineEnd(all, end) + 1;
        }
        return Arrays.copyOf(all, end);
    }

    private static int indexOfLineEnd(byte[] bytes, int from) {
        int index = from;
        while (bytes[index] != '\n') {
            index++;
        }
        return index;
    }

    private static byte[] resource(String name) {
        try (InputStream file = Objects.requireNonNull(SampleFile.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
