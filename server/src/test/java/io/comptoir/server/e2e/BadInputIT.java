package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.comptoir.platform.access.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong with a request, how the answer says so, and that nothing of it was stored. */
@EndToEnd
class BadInputIT {

    private static final int MAX_BODY_BYTES = 1_048_576;
    private static final String PRICE = "{\"amount\":\"1.00\",\"currency\":\"GBP\"}";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    BadInputIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
        // Ten of A and none of B.
        product("A");
        product("B");
        api.post("/v1/inventory/A/receipts", "{\"quantity\":10}").expect(200);
    }

    private void product(String sku) {
        api.post("/v1/products", "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":%s}".formatted(sku, sku, PRICE))
                .expect(201);
    }

    @ParameterizedTest(name = "{0} → {3} {4} {5}")
    @MethodSource({"malformedBodies", "valuesOutOfRange", "brokenRules", "conflicts", "strangers"})
    void isRefusedAndStoresNothing(String claim, String path, String body, int status, String type, String facts) {
        long stored = server.storedEvents(organization.id());

        Answer answer = api.post(path, body);

        assertThat(answer.problem(status, type)).as(claim).isEqualTo(json(facts));
        assertThat(server.storedEvents(organization.id())).as("stored events").isEqualTo(stored);
    }

    static Stream<Arguments> malformedBodies() {
        return Stream.of(
                malformed("no body", "/v1/products", "", "body"),
                malformed("no JSON", "/v1/products", "sku=A", "body"),
                malformed("JSON that ends too early", "/v1/products", "{\"sku\":\"C\"", "body"),
                malformed("a list for an object", "/v1/products", "[]", "body"),
                malformed("text behind the object", "/v1/products", product("C", PRICE) + " {}", "body"),
                malformed("null for an object", "/v1/products", "null", "body"),
                malformed(
                        "an unknown field",
                        "/v1/products",
                        "{\"sku\":\"C\",\"name\":\"C\",\"price\":" + PRICE + ",\"colour\":\"red\"}",
                        "colour"),
                malformed(
                        "an unknown field further in",
                        "/v1/orders",
                        order("\"customer\":{\"phone\":\"1\"},", line("A", "1", PRICE)),
                        "customer.phone"),
                malformed(
                        "an unknown field in a line",
                        "/v1/orders",
                        order("", "{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":" + PRICE + ",\"tax\":1}"),
                        "lines[0].tax"),
                malformed(
                        "a number for a text",
                        "/v1/products",
                        "{\"sku\":5,\"name\":\"C\",\"price\":" + PRICE + "}",
                        "sku"),
                malformed(
                        "a number for an amount",
                        "/v1/products",
                        product("C", "{\"amount\":1.5,\"currency\":\"GBP\"}"),
                        "price.amount"),
                malformed("a text for money", "/v1/products", product("C", "\"1.00 GBP\""), "price"),
                malformed("a text for a number", "/v1/inventory/A/receipts", "{\"quantity\":\"5\"}", "quantity"),
                malformed(
                        "a fraction for a whole number", "/v1/inventory/A/receipts", "{\"quantity\":1.5}", "quantity"),
                malformed("a boolean for a number", "/v1/inventory/A/receipts", "{\"quantity\":true}", "quantity"),
                malformed(
                        "a time without a zone",
                        "/v1/orders",
                        order("\"placedAt\":\"2026-03-01T10:15:30\",", line("A", "1", PRICE)),
                        "placedAt"),
                malformed(
                        "a number for a time",
                        "/v1/orders",
                        order("\"placedAt\":1700000000,", line("A", "1", PRICE)),
                        "placedAt"),
                malformed("a missing SKU", "/v1/products", "{\"name\":\"C\",\"price\":" + PRICE + "}", "sku"),
                malformed(
                        "a null name", "/v1/products", "{\"sku\":\"C\",\"name\":null,\"price\":" + PRICE + "}", "name"),
                malformed("a missing price", "/v1/products", "{\"sku\":\"C\",\"name\":\"C\"}", "price"),
                malformed(
                        "a price without amount",
                        "/v1/products",
                        product("C", "{\"currency\":\"GBP\"}"),
                        "price.amount"),
                malformed(
                        "a price without currency",
                        "/v1/products",
                        product("C", "{\"amount\":\"1\"}"),
                        "price.currency"),
                malformed("a missing quantity", "/v1/inventory/A/receipts", "{}", "quantity"),
                malformed("a missing delta", "/v1/inventory/A/adjustments", "{\"reason\":\"r\"}", "delta"),
                malformed("a missing reason", "/v1/inventory/A/adjustments", "{\"delta\":1}", "reason"),
                malformed("a missing channel", "/v1/orders", "{\"currency\":\"GBP\",\"lines\":[]}", "channel"),
                malformed("a missing currency", "/v1/orders", "{\"channel\":\"web\",\"lines\":[]}", "currency"),
                malformed("missing lines", "/v1/orders", "{\"channel\":\"web\",\"currency\":\"GBP\"}", "lines"),
                malformed("a null line", "/v1/orders", order("", "null"), "lines[0]"),
                malformed(
                        "a line without SKU",
                        "/v1/orders",
                        order("", line("A", "1", PRICE) + ",{\"quantity\":1,\"unitPrice\":" + PRICE + "}"),
                        "lines[1].sku"),
                malformed(
                        "a line without price",
                        "/v1/orders",
                        order("", "{\"sku\":\"A\",\"quantity\":1}"),
                        "lines[0].unitPrice"));
    }

    @Test
    void refusesAFieldThatIsGivenTwice() {
        long stored = server.storedEvents(organization.id());

        ObjectNode facts = api.post(
                        "/v1/products", "{\"sku\":\"C\",\"sku\":\"D\",\"name\":\"C\",\"price\":" + PRICE + "}")
                .problem(400, "malformed-request");

        assertThat(facts.get("field").asString()).isIn("sku", "body");
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    static Stream<Arguments> valuesOutOfRange() {
        return Stream.of(
                invalid("an empty SKU", "/v1/products", product("", PRICE), "sku"),
                invalid("a SKU of 65 characters", "/v1/products", product("S".repeat(65), PRICE), "sku"),
                invalid("a SKU with a slash", "/v1/products", product("A/1", PRICE), "sku"),
                invalid("a SKU that a path takes for a folder", "/v1/products", product("..", PRICE), "sku"),
                invalid("half a character for a SKU", "/v1/products", product("\\ud800", PRICE), "sku"),
                invalid("a SKU that ends with a space", "/v1/products", product("A ", PRICE), "sku"),
                invalid(
                        "a name of 201 characters",
                        "/v1/products",
                        "{\"sku\":\"C\",\"name\":\"%s\",\"price\":%s}".formatted("n".repeat(201), PRICE),
                        "name"),
                invalid("a negative price", "/v1/products", product("C", money("-0.01", "GBP")), "price.amount"),
                invalid(
                        "a price above the limit",
                        "/v1/products",
                        product("C", money("10000000.01", "GBP")),
                        "price.amount"),
                invalid(
                        "more decimals than pence",
                        "/v1/products",
                        product("C", money("1.001", "GBP")),
                        "price.amount"),
                invalid("decimals of a yen", "/v1/products", product("C", money("1.5", "JPY")), "price.amount"),
                invalid("an amount in words", "/v1/products", product("C", money("one", "GBP")), "price.amount"),
                invalid(
                        "an amount with an exponent",
                        "/v1/products",
                        product("C", money("1e3", "GBP")),
                        "price.amount"),
                invalid("an unknown currency", "/v1/products", product("C", money("1", "ABC")), "price.currency"),
                invalid("a currency in lower case", "/v1/products", product("C", money("1", "gbp")), "price.currency"),
                invalid("a receipt of 0", "/v1/inventory/A/receipts", "{\"quantity\":0}", "quantity"),
                invalid("a negative receipt", "/v1/inventory/A/receipts", "{\"quantity\":-1}", "quantity"),
                invalid("a receipt of 1,000,001", "/v1/inventory/A/receipts", "{\"quantity\":1000001}", "quantity"),
                invalid(
                        "a receipt beyond any number",
                        "/v1/inventory/A/receipts",
                        "{\"quantity\":" + "9".repeat(40) + "}",
                        "quantity"),
                invalid(
                        "a location with a space",
                        "/v1/inventory/A/receipts",
                        "{\"location\":\"in the cellar\",\"quantity\":1}",
                        "location"),
                invalid("an adjustment by 0", "/v1/inventory/A/adjustments", "{\"delta\":0,\"reason\":\"r\"}", "delta"),
                invalid(
                        "an adjustment by 1,000,001",
                        "/v1/inventory/A/adjustments",
                        "{\"delta\":1000001,\"reason\":\"r\"}",
                        "delta"),
                invalid(
                        "an adjustment by -1,000,001",
                        "/v1/inventory/A/adjustments",
                        "{\"delta\":-1000001,\"reason\":\"r\"}",
                        "delta"),
                invalid("a quantity of 0", "/v1/orders", order("", line("A", "0", PRICE)), "lines[0].quantity"),
                invalid("a negative quantity", "/v1/orders", order("", line("A", "-1", PRICE)), "lines[0].quantity"),
                invalid(
                        "a quantity of 1,000,001",
                        "/v1/orders",
                        order("", line("A", "1", PRICE) + "," + line("A", "1000001", PRICE)),
                        "lines[1].quantity"),
                invalid(
                        "an unknown currency of an order",
                        "/v1/orders",
                        "{\"channel\":\"web\",\"currency\":\"XXX\",\"lines\":[" + line("A", "1", PRICE) + "]}",
                        "currency"),
                invalid(
                        "an unknown currency of a line",
                        "/v1/orders",
                        order("", line("A", "1", money("1", "POUND"))),
                        "lines[0].unitPrice.currency"),
                invalid(
                        "a channel in capitals",
                        "/v1/orders",
                        "{\"channel\":\"WEB\",\"currency\":\"GBP\",\"lines\":[]}",
                        "channel"),
                invalid(
                        "an external id of 129 characters",
                        "/v1/orders",
                        order("\"externalId\":\"" + "e".repeat(129) + "\",", line("A", "1", PRICE)),
                        "externalId"),
                invalid(
                        "an e-mail address of 201 characters",
                        "/v1/orders",
                        order("\"customer\":{\"email\":\"" + "e".repeat(201) + "\"},", line("A", "1", PRICE)),
                        "customer.email"),
                invalid(
                        "an order before 1970",
                        "/v1/orders",
                        order("\"placedAt\":\"1969-12-31T23:59:59.999Z\",", line("A", "1", PRICE)),
                        "placedAt"),
                invalid(
                        "an order from the far future",
                        "/v1/orders",
                        order("\"placedAt\":\"2999-01-01T00:00:00Z\",", line("A", "1", PRICE)),
                        "placedAt"));
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                arguments(
                        "an order without lines",
                        "/v1/orders",
                        order("", ""),
                        422,
                        "line-count-out-of-range",
                        "{\"lines\":0,\"max\":2000}"),
                arguments(
                        "an order of 2,001 lines",
                        "/v1/orders",
                        order("", lines(2_001)),
                        422,
                        "line-count-out-of-range",
                        "{\"lines\":2001,\"max\":2000}"),
                arguments(
                        "mixed currencies",
                        "/v1/orders",
                        order(
                                "",
                                line("A", "1", money("1", "USD")) + "," + line("A", "1", PRICE) + ","
                                        + line("A", "1", money("1", "EUR"))),
                        422,
                        "mixed-currencies",
                        "{\"currency\":\"GBP\",\"currencies\":[\"EUR\",\"USD\"]}"),
                arguments(
                        "unknown SKUs, all of them",
                        "/v1/orders",
                        order("", line("Z", "1", PRICE) + "," + line("A", "1", PRICE) + "," + line("a", "1", PRICE)),
                        422,
                        "unknown-sku",
                        "{\"skus\":[\"Z\",\"a\"]}"),
                arguments(
                        "a receipt of an unknown SKU",
                        "/v1/inventory/Z/receipts",
                        "{\"quantity\":1}",
                        422,
                        "unknown-sku",
                        "{\"skus\":[\"Z\"]}"),
                arguments(
                        "an adjustment of an unknown SKU",
                        "/v1/inventory/Z/adjustments",
                        "{\"delta\":1,\"reason\":\"r\"}",
                        422,
                        "unknown-sku",
                        "{\"skus\":[\"Z\"]}"));
    }

    static Stream<Arguments> conflicts() {
        return Stream.of(
                arguments(
                        "a SKU that is registered already",
                        "/v1/products",
                        product("A", money("2", "EUR")),
                        409,
                        "sku-already-registered",
                        "{\"sku\":\"A\"}"),
                arguments(
                        "more than there is, in each short line",
                        "/v1/orders",
                        order("", line("B", "1", PRICE) + "," + line("A", "11", PRICE)),
                        409,
                        "insufficient-stock",
                        "{\"shortages\":[{\"sku\":\"A\",\"requested\":11,\"available\":10},"
                                + "{\"sku\":\"B\",\"requested\":1,\"available\":0}]}"),
                arguments(
                        "more than there is in two lines together",
                        "/v1/orders",
                        order("", line("A", "10", PRICE) + "," + line("A", "1", PRICE)),
                        409,
                        "insufficient-stock",
                        "{\"shortages\":[{\"sku\":\"A\",\"requested\":11,\"available\":10}]}"),
                arguments(
                        "a write-off of more than is free",
                        "/v1/inventory/A/adjustments",
                        "{\"delta\":-11,\"reason\":\"Lost\"}",
                        409,
                        "write-off-exceeds-available",
                        "{\"sku\":\"A\",\"location\":\"main\",\"requested\":11,\"available\":10}"));
    }

    static Stream<Arguments> strangers() {
        String unknown = "0190b2f0-0000-7000-8000-000000000001";
        return Stream.of(
                arguments(
                        "the price of an unknown SKU",
                        "/v1/products/Z/price",
                        "{\"price\":" + PRICE + "}",
                        404,
                        "product-not-found",
                        "{\"sku\":\"Z\"}"),
                arguments(
                        "the cancellation of an unknown order",
                        "/v1/orders/" + unknown + "/cancel",
                        "{\"reason\":\"r\"}",
                        404,
                        "order-not-found",
                        "{\"orderId\":\"" + unknown + "\"}"),
                arguments(
                        "the cancellation of what is no order id",
                        "/v1/orders/1/cancel",
                        "{\"reason\":\"r\"}",
                        404,
                        "not-found",
                        "{}"),
                arguments("a route that does not exist", "/v1/customers", "{}", 404, "not-found", "{}"));
    }

    @Test
    void acceptsWhatLiesJustInsideTheLimits() {
        api.post("/v1/products", product("S".repeat(64), money("10000000.00", "GBP")))
                .expect(201);
        api.post(
                        "/v1/products",
                        "{\"sku\":\"N\",\"name\":\"%s\",\"price\":%s}".formatted("n".repeat(200), money("0", "JPY")))
                .expect(201);
        api.post("/v1/inventory/B/receipts", "{\"quantity\":1}").expect(200);
        api.post("/v1/inventory/B/receipts", "{\"quantity\":1000000}").expect(200);
        api.post("/v1/inventory/B/adjustments", "{\"delta\":1000000,\"reason\":\"Found\"}")
                .expect(200);
        api.post("/v1/inventory/B/adjustments", "{\"delta\":-1000000,\"reason\":\"Lost again\"}")
                .expect(200);
        api.post("/v1/inventory/A/adjustments", "{\"delta\":-10,\"reason\":\"All of it\"}")
                .expect(200);
        api.post("/v1/orders", order("\"placedAt\":\"1970-01-01T00:00:00Z\",", line("B", "1", PRICE)))
                .expect(201);
        api.post(
                        "/v1/orders",
                        order(
                                "\"externalId\":\"%s\",\"customer\":{\"email\":\"%s\"},"
                                        .formatted("e".repeat(128), "e".repeat(200)),
                                line("B", "900000", PRICE)))
                .expect(201);
        Answer longest = api.post("/v1/orders", order("", lines(2_000).replace("\"A\"", "\"B\"")))
                .expect(201);
        assertThat(longest.json().get("lines")).hasSize(2_000);
        assertThat(longest.json().get("total")).isEqualTo(json(money("2000.00", "GBP")));
    }

    @Test
    void refusesToCancelTwice() {
        String path = api.post("/v1/orders", order("", line("A", "1", PRICE)))
                .expect(201)
                .header("Location");
        Answer first = api.post(path + "/cancel", "{\"reason\":\"Once\"}").expect(200);
        long stored = server.storedEvents(organization.id());

        ObjectNode facts = api.post(path + "/cancel", "{\"reason\":\"Twice\"}").problem(409, "order-already-cancelled");

        assertThat(facts.get("orderId")).isEqualTo(first.json().get("id"));
        assertThat(facts.get("cancelledAt")).isEqualTo(first.json().at("/cancellation/cancelledAt"));
        assertThat(facts.size()).isEqualTo(2);
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/products",
                "/v1/products/A/price",
                "/v1/inventory/A/receipts",
                "/v1/inventory/A/adjustments",
                "/v1/orders",
                "/v1/orders/0190b2f0-0000-7000-8000-000000000001/cancel"
            })
    void refusesOtherContentTypesThanJson(String path) {
        long stored = server.storedEvents(organization.id());

        for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded", "text/csv"}) {
            assertThat(api.send("POST", path, type, BodyPublishers.ofString("{}"))
                            .problem(415, "unsupported-media-type"))
                    .isEmpty();
        }
        assertThat(api.send("POST", path, null, BodyPublishers.ofString("{}")).status())
                .isEqualTo(415);
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    @Test
    void refusesMethodsThatARouteDoesNotHave() {
        Answer answer = api.send("DELETE", "/v1/orders", null, BodyPublishers.noBody());

        assertThat(answer.problem(405, "method-not-allowed")).isEmpty();
        assertThat(Arrays.asList(answer.header("Allow").split(", ?"))).contains("GET", "POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PROPFIND", "get"})
    void refusesMethodsThatNoRouteHas(String method) {
        Answer answer = api.send(method, "/v1/orders", null, BodyPublishers.noBody());

        assertThat(answer.problem(405, "method-not-allowed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1//orders",
                "/v1/./orders",
                "/v1/orders/..",
                "/v1/orders/%2e%2e",
                "/v1/orders;a=b",
                "/v1/orders/%0a",
                "/v1/products/a%2Fb",
                "/v1/products/%00",
                "/v1/products/%ff"
            })
    void refusesAddressesThatAreNotInTheirOneForm(String path) {
        assertThat(api.get(path).problem(400, "malformed-request").propertyNames())
                .containsExactly("field");
    }

    @Test
    void refusesParametersWhoseNamesCannotBeRead() {
        assertThat(api.get("/v1/orders?%00=1").problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"query\"}"));
    }

    @Test
    void offersNoPageOfErrors() {
        assertThat(api.get("/error").problem(404, "not-found")).isEmpty();
        assertThat(api.withoutKey().get("/error").problem(401, "unauthenticated"))
                .isEmpty();
    }

    /** Signs that mean something in an address mean nothing in a SKU. */
    @ParameterizedTest
    @ValueSource(
            strings = {"50% OFF", "100%25", "a?b#c&d=e", "a+b", "{x}", "a:b", "*", "\"quoted\"", "caf\u00e9", "..."})
    void servesEverySkuThatItTakes(String sku) {
        Answer registered = api.post("/v1/products", product(sku.replace("\"", "\\\""), PRICE))
                .expect(201);

        assertThat(api.after(registered)
                        .get(registered.header("Location"))
                        .expect(200)
                        .json())
                .isEqualTo(registered.json());
        Answer received = api.post("/v1/inventory/" + Api.encoded(sku) + "/receipts", "{\"quantity\":1}")
                .expect(200);
        assertThat(api.after(received)
                        .get("/v1/inventory/" + Api.encoded(sku))
                        .expect(200)
                        .json())
                .isEqualTo(received.json());
    }

    @Test
    void acceptsABodyOfTheLimitAndRefusesOneByteMore() {
        String longest = paddedTo(MAX_BODY_BYTES, product("C", PRICE));
        api.post("/v1/products", longest).expect(201);
        long stored = server.storedEvents(organization.id());

        Answer declared = api.post("/v1/products", paddedTo(MAX_BODY_BYTES + 1, product("D", PRICE)));
        Answer chunked = api.send(
                "POST",
                "/v1/products",
                "application/json",
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofString(paddedTo(MAX_BODY_BYTES + 1, product("D", PRICE)))));

        assertThat(declared.problem(413, "body-too-large")).isEqualTo(json("{\"maxBytes\":1048576}"));
        assertThat(chunked.problem(413, "body-too-large")).isEqualTo(json("{\"maxBytes\":1048576}"));
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    @Test
    void refusesATooLongBodyByItsDeclaredLengthWithoutReadingIt() throws IOException {
        URI address = server.apiAddress();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write("""
                        POST /v1/products HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer %s\r
                        Content-Type: application/json\r
                        Content-Length: 9999999999\r
                        \r
                        """.formatted(organization.key().reveal()).getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            assertThat(new String(answer.readNBytes("HTTP/1.1 413".length()), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/orders?limit=0 limit",
                "/v1/orders?limit=201 limit",
                "/v1/orders?limit=ten limit",
                "/v1/orders?limit= limit",
                "/v1/orders?limit=1&limit=2 limit",
                "/v1/orders?cursor=garbage cursor",
                "/v1/orders?cursor=!!! cursor",
                "/v1/orders?status=open status",
                "/v1/orders?from=yesterday from",
                "/v1/orders?to=2026-01-01 to",
                "/v1/orders?page=2 page",
                "/v1/products?limit=0 limit",
                "/v1/products?cursor=AAAAAAAAAAAA cursor",
                "/v1/products?sort=name sort",
                "/v1/search/orders?facets=size facets",
                "/v1/search/orders?facets=country,,day facets",
                "/v1/search/orders?limit=201 limit",
                "/v1/search/orders?cursor=AAAAAAAAAAAA cursor",
                "/v1/search/orders?query=x query",
                "/v1/search/products?facets=country facets",
                "/v1/search/products?limit=0 limit",
                "/v1/search/products?cursor=AAAAAAAAAAAA cursor",
                "/v1/search/products?name=x name",
                "/v1/search/products?currency=pounds currency",
                "/v1/search/products?minPrice=1 currency",
                "/v1/search/products?maxPrice=1 currency",
                "/v1/search/products?sort=price currency",
                "/v1/search/products?sort=name sort",
                "/v1/search/products?currency=GBP&minPrice=cheap minPrice",
                "/v1/search/products?currency=GBP&minPrice=-0.01 minPrice",
                "/v1/search/products?currency=JPY&maxPrice=1.5 maxPrice",
                "/v1/search/products?currency=GBP&maxPrice=10000000.01 maxPrice",
                "/v1/search/products?currency=GBP&minPrice=2&maxPrice=1.99 minPrice",
                "/v1/audit/events?limit=201 limit",
                "/v1/audit/events?from=now from",
                "/v1/audit/events?cursor=AAAAAAAAAAAA cursor",
                "/v1/audit/orders/0190b2f0-0000-7000-8000-000000000001?version=0 version",
                "/v1/audit/orders/0190b2f0-0000-7000-8000-000000000001?version=last version",
                "/v1/audit/orders/0190b2f0-0000-7000-8000-000000000001?at=now at",
                "/v1/audit/orders/0190b2f0-0000-7000-8000-000000000001?at=2026-01-01T00:00:00Z&version=1 at",
                "/v1/audit/orders/0190b2f0-0000-7000-8000-000000000001?limit=1 limit",
                "/v1/audit/products/A?version=0 version",
                "/v1/audit/products/A?at=now at",
                "/v1/audit/products/A?at=2026-01-01T00:00:00Z&version=1 at",
                "/v1/audit/products/A?limit=201 limit",
                "/v1/audit/products/A?cursor=x cursor",
                "/v1/audit/inventory/A?version=-1 version",
                "/v1/audit/inventory/A?version=9223372036854775808 version",
                "/v1/audit/inventory/A?at=2026-01-01 at",
                "/v1/audit/inventory/A?at=2026-01-01T00:00:00Z&version=1 at",
                "/v1/audit/inventory/A?limit=0 limit",
                "/v1/audit/inventory/A?version=1&version=2 version"
            })
    void namesTheParameterThatCannotBeRead(String pathAndParameter) {
        String path = pathAndParameter.substring(0, pathAndParameter.indexOf(' '));
        String parameter = pathAndParameter.substring(pathAndParameter.indexOf(' ') + 1);

        assertThat(api.get(path).problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"" + parameter + "\"}"));
    }

    @Test
    void refusesTheCursorOfAnotherList() {
        api.post("/v1/orders", order("", line("A", "1", PRICE))).expect(201);
        Answer last = api.post("/v1/orders", order("", line("A", "1", PRICE))).expect(201);
        String cursor = api.after(last)
                .get("/v1/orders?limit=1")
                .expect(200)
                .json()
                .get("nextCursor")
                .asString();

        assertThat(api.get("/v1/orders?limit=1&cursor=" + cursor)
                        .expect(200)
                        .json()
                        .get("data"))
                .hasSize(1);
        for (String other : new String[] {"/v1/orders?status=placed&cursor=", "/v1/products?cursor="}) {
            assertThat(api.get(other + cursor).problem(400, "malformed-request"))
                    .isEqualTo(json("{\"field\":\"cursor\"}"));
        }
    }

    @Test
    void refusesWhoeverBringsNoKeyThatCounts() {
        String key = organization.key().reveal();
        ApiKey stranger = ApiKey.generate(new SecureRandom());
        long stored = server.storedEvents(organization.id());

        for (Api nobody : new Api[] {
            api.withoutKey(),
            api.withKey(""),
            api.withKey("garbage"),
            api.withKey(key.substring(0, key.length() - 1)),
            api.withKey(key + "a"),
            api.withKey(stranger.reveal()),
            api.with("Authorization", "Basic " + key),
            api.with("Authorization", key)
        }) {
            Answer write = nobody.post("/v1/products", product("C", PRICE));
            assertThat(write.problem(401, "unauthenticated")).isEmpty();
            assertThat(write.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(nobody.get("/v1/products").problem(401, "unauthenticated"))
                    .isEmpty();
        }
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    private static Arguments malformed(String claim, String path, String body, String field) {
        return arguments(claim, path, body, 400, "malformed-request", "{\"field\":\"" + field + "\"}");
    }

    private static Arguments invalid(String claim, String path, String body, String field) {
        return arguments(claim, path, body, 422, "invalid-value", "{\"field\":\"" + field + "\"}");
    }

    private static String product(String sku, String price) {
        return "{\"sku\":\"%s\",\"name\":\"A product\",\"price\":%s}".formatted(sku, price);
    }

    private static String order(String more, String lines) {
        return "{\"channel\":\"web\",\"currency\":\"GBP\",%s\"lines\":[%s]}".formatted(more, lines);
    }

    private static String line(String sku, String quantity, String unitPrice) {
        return "{\"sku\":\"%s\",\"quantity\":%s,\"unitPrice\":%s}".formatted(sku, quantity, unitPrice);
    }

    private static String lines(int count) {
        return Collections.nCopies(count, line("A", "1", PRICE)).stream().collect(Collectors.joining(","));
    }

    private static String money(String amount, String currency) {
        return "{\"amount\":\"%s\",\"currency\":\"%s\"}".formatted(amount, currency);
    }

    private static String paddedTo(int bytes, String ascii) {
        return " ".repeat(bytes - ascii.length()) + ascii;
    }
}
