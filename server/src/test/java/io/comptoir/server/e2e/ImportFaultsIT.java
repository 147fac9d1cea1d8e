package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Files that are not what they should be: what is said of them, what stays of them, and that sending them again is safe. */
@EndToEnd
class ImportFaultsIT {

    private static final long MAX_FILE_BYTES = 104_857_600;

    private static final String GOOD = """
            1001,MUG,Mug,2,12/1/10 8:26,1.50,17,Norway
            1001,TEA,"Tea, green",1,12/1/10 8:26,0.99,17,Norway
            1002,MUG,,-1,12/1/10 8:30,0,,
            C1004,MUG,Mug,-1,12/1/10 8:40,1.50,17,Norway
            """;

    private static final String LAST = "1003,MUG,Mug,1,12/1/10 9:00,1.50,17,Norway\n";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    ImportFaultsIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
    }

    static Stream<Arguments> brokenLines() {
        return Stream.of(
                Arguments.of("a quotation mark that is never closed", "1003,MUG,\"Mug,1,12/1/10 9:00,1.50,17,Norway\n"),
                Arguments.of("text behind a quotation", "1003,MUG,\"Mug\" blue,1,12/1/10 9:00,1.50,17,Norway\n"),
                Arguments.of("a stray quotation mark", "1003,MUG,Mug \"blue\",1,12/1/10 9:00,1.50,17,Norway\n"),
                Arguments.of("bytes that are not UTF-8", "1003,MUG,Caf\u00e9,1,12/1/10 9:00,1.50,17,Norway\n"),
                Arguments.of("a column too few", "1003,MUG,Mug,1,12/1/10 9:00,1.50,17\n"),
                Arguments.of("a column too many", "1003,MUG,Mug,1,12/1/10 9:00,1.50,17,Norway,x\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenLines")
    void namesTheBrokenLineKeepsWhatCameBeforeAndDoublesNothingWhenCorrected(String claim, String broken) {
        byte[] file = (Imports.HEADER + "\n" + GOOD + broken).getBytes(ISO_8859_1);

        ObjectNode failed =
                (ObjectNode) Imports.end(api, Imports.start(api, file)).json();

        assertThat(failed.remove("error").asString()).as(claim).startsWith("line 6: ");
        failed.remove(List.of("id", "rowsPerSecond"));
        assertThat(failed).isEqualTo(json("""
                {"status":"failed","rowsDone":4,"rows":4,"orders":1,"orderLineRows":2,"adjustmentRows":1,"returnRows":0,
                 "unmatchedRows":1,"rejectedRows":0,"rejected":[]}"""));
        List<String> kept = withoutImports();
        assertThat(kept)
                .extracting(stream -> stream.replaceAll("(organization|order|adjustments):.*", "$1"))
                .containsExactly(
                        "organization",
                        "product:MUG",
                        "product:TEA",
                        "stock:MUG",
                        "stock:TEA",
                        "stock:MUG",
                        "stock:TEA",
                        "order",
                        "stock:MUG",
                        "stock:MUG",
                        "adjustments");

        Answer completed = Imports.end(api, Imports.start(api, Imports.HEADER + "\n" + GOOD + LAST));

        ObjectNode counts = (ObjectNode) completed.json();
        counts.remove(List.of("id", "rowsPerSecond"));
        assertThat(counts).isEqualTo(json("""
                {"status":"completed","rowsDone":5,"rows":5,"secondsLeft":0,"orders":2,"orderLineRows":3,"adjustmentRows":1,
                 "returnRows":0,"unmatchedRows":1,"rejectedRows":0,"rejected":[]}"""));
        assertThat(withoutImports()).startsWith(kept.toArray(String[]::new)).hasSize(kept.size() + 3);
        Api after = api.after(completed);
        assertThat(after.all("/v1/orders"))
                .extracting(order -> order.get("externalId").asString())
                .containsExactly("1003", "1001");
        assertThat(after.get("/v1/inventory/MUG").expect(200).json()).isEqualTo(json("""
                {"sku":"MUG","onHand":3,"reserved":3,"available":0,"locations":[
                  {"location":"main","onHand":3,"reserved":3,"available":0}]}"""));
    }

    @Test
    void importsNoHalfOfAnInvoiceThatBreaksOff() {
        String half = "1003,MUG,Mug,1,12/1/10 9:00,1.50,17,Norway\n1003,TEA,\"Tea,1,12/1/10 9:00,0.99,17,Norway\n";

        Answer failed = Imports.end(api, Imports.start(api, Imports.HEADER + "\n" + GOOD + half));

        assertThat(failed.json().get("error").asString()).startsWith("line 7: ");
        assertThat(api.after(failed).all("/v1/orders"))
                .extracting(order -> order.get("externalId").asString())
                .containsExactly("1001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvoiceNo,StockCode",
                "StockCode,InvoiceNo,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
                "\"",
                "1001,MUG,Mug,2,12/1/10 8:26,1.50,17,Norway"
            })
    void failsAtLineOneOverAnotherHeader(String header) {
        JsonNode failed =
                Imports.end(api, Imports.start(api, header + "\n" + GOOD)).json();

        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.get("error").asString()).startsWith("line 1: ");
        assertThat(failed.get("rowsDone").asInt()).isZero();
        assertThat(withoutImports()).hasSize(1);
    }

    @Test
    void rejectsRowsWithTheirNumberAndReasonAndShowsTheFirstHundred() {
        List<String> rows =
                new ArrayList<>(Collections.nCopies(149, "A563185,B,Adjust bad debt,1,8/12/11 14:50,11062.06,,UK"));
        rows.addAll(List.of(
                "1001,MUG,Mug,2,12/1/10 8:26,1.50,17,Norway",
                "C1002,MUG,Mug,-1,12/1/10 8:26,1.50,17,Norway",
                "1003,MUG,Mug,0,12/1/10 8:26,1.50,17,Norway"));

        ObjectNode ended =
                (ObjectNode) Imports.end(api, Imports.start(api, Imports.HEADER + "\r\n" + String.join("\r\n", rows)))
                        .json();

        JsonNode rejected = ended.remove("rejected");
        assertThat(rejected).hasSize(100);
        for (int row = 1; row <= 100; row++) {
            assertThat(rejected.get(row - 1).get("row").asInt()).isEqualTo(row);
            assertThat(rejected.get(row - 1).get("reason").asString()).contains("InvoiceNo");
        }
        ended.remove(List.of("id", "rowsPerSecond"));
        assertThat(ended).isEqualTo(json("""
                {"status":"completed","rowsDone":152,"rows":152,"secondsLeft":0,"orders":1,"orderLineRows":1,"adjustmentRows":0,
                 "returnRows":0,"unmatchedRows":1,"rejectedRows":150}"""));
    }

    @Test
    void takesAFileWithAByteOrderMarkAndWithoutALineEndAtItsEnd() {
        String file = "\ufeff" + Imports.HEADER + "\r\n" + LAST.strip();

        assertThat(Imports.end(api, Imports.start(api, file))
                        .json()
                        .get("orders")
                        .asInt())
                .isOne();
    }

    @Test
    void refusesAnEmptyFile() {
        long stored = server.storedEvents(organization.id());

        assertThat(api.postCsv(Imports.PATH, new byte[0]).problem(422, "empty-file"))
                .isEmpty();
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    @Test
    void refusesOtherContentTypesThanCsvInUtf8() {
        long stored = server.storedEvents(organization.id());

        for (String type : List.of("application/json", "text/plain", "text/csv;charset=iso-8859-1")) {
            assertThat(api.send("POST", Imports.PATH, type, BodyPublishers.ofString(Imports.HEADER))
                            .problem(415, "unsupported-media-type"))
                    .isEmpty();
        }
        assertThat(api.send("POST", Imports.PATH, "text/csv; charset=UTF-8", BodyPublishers.ofString("x"))
                        .status())
                .isEqualTo(202);
        assertThat(server.storedEvents(organization.id())).isGreaterThan(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/imports", "/v1/imports?profile=", "/v1/imports?profile=ebay"})
    void refusesAProfileThatItDoesNotKnow(String path) {
        long stored = server.storedEvents(organization.id());

        assertThat(api.postCsv(path, Imports.HEADER.getBytes(UTF_8)).problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"profile\"}"));
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    @Test
    void knowsNoImportThatWasNeverSent() {
        for (String id : List.of("0190b2f0-0000-7000-8000-000000000001", "1", "x")) {
            assertThat(api.get("/v1/imports/" + id).problem(404, "not-found")).isEmpty();
        }
    }

    @Test
    void takesAFileOfTheLimit() {
        Answer started = send(MAX_FILE_BYTES).expect(202);

        JsonNode ended = Imports.end(api, started).json();

        assertThat(ended.get("status").asString()).isEqualTo("failed");
        assertThat(ended.get("error").asString()).startsWith("line 1: ");
    }

    @Test
    void refusesAFileOfOneByteMoreAndKeepsNothingOfIt() throws IOException {
        long stored = server.storedEvents(organization.id());

        assertThat(send(MAX_FILE_BYTES + 1).problem(413, "body-too-large")).isEqualTo(json("{\"maxBytes\":104857600}"));

        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
        Path files =
                server.dataFolder().resolve("imports").resolve(organization.id().toString());
        if (Files.exists(files)) {
            try (Stream<Path> left = Files.list(files)) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** Sends a file that is made while it is sent, in chunks, so that its length is known to nobody before its end. */
    private Answer send(long bytes) {
        return api.send("POST", Imports.PATH, "text/csv", BodyPublishers.ofInputStream(() -> new Made(bytes)));
    }

    private List<String> withoutImports() {
        return server.storedStreams(organization.id()).stream()
                .filter(stream -> !stream.startsWith("import:"))
                .toList();
    }

    /** Lines of text up to a length. */
    private static final class Made extends InputStream {

        private static final byte[] LINE = ("x".repeat(999) + "\n").getBytes(UTF_8);

        private long left;

        Made(long bytes) {
            this.left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? '\n' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, Math.min(length, LINE.length));
            System.arraycopy(LINE, 0, into, offset, count);
            left -= count;
            return count;
        }
    }
}
