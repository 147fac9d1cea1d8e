package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Lists, searches and the trail: what a filter lets through, in which order, page by page. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListsIT {

    private final Organization organization;
    private final Map<String, JsonNode> orders = new HashMap<>();
    private Api api;

    ListsIT(Organization organization) {
        this.organization = organization;
        this.api = organization.api();
    }

    @BeforeAll
    void placeOrders() {
        product("MUG-1", "Mug of the café");
        product("TEA 5", "Tea & biscuits");
        product("Łódź", "Boat");
        place("1", "web", "2026-03-01T23:59:59.999Z", "France", "Zoë Ångström", "MUG-1", "1.00");
        place("2", "web", "2026-03-02T00:00:00Z", "Norway", "Zaphod Beeblebrox", "TEA 5", "2.00");
        place("3", "shop", "2026-03-02T12:00:00Z", "Norway", "Trillian Astra", "MUG-1", "4.00");
        place("4", "shop", "2026-03-02T12:00:00Z", "Norway", "Ford Prefect", "Łódź", "8.00");
        place("5", "shop", "2026-03-03T00:00:00Z", "France", "Ford Fiesta", "MUG-1", "16.00");
        Answer cancelled = api.post(
                        "/v1/orders/" + order("5").get("id").asString() + "/cancel", "{\"reason\":\"Test\"}")
                .expect(200);
        orders.put("5", cancelled.json());
        api = api.after(cancelled);
    }

    private void product(String sku, String name) {
        api.post(
                        "/v1/products",
                        "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}"
                                .formatted(sku, name))
                .expect(201);
        api.post("/v1/inventory/" + Api.encoded(sku) + "/receipts", "{\"quantity\":9}")
                .expect(200);
    }

    private void place(
            String externalId, String channel, String placedAt, String country, String name, String sku, String price) {
        Answer placed = api.post("/v1/orders", """
            {"channel":"%s","externalId":"%s","currency":"GBP","placedAt":"%s","customer":{"name":"%s","country":"%s"},
             "lines":[{"sku":"%s","quantity":1,"unitPrice":{"amount":"%s","currency":"GBP"}}]}\
            """.formatted(channel, externalId, placedAt, name, country, sku, price))
                .expect(201);
        orders.put(externalId, placed.json());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                                        | 5 * 2 1
        status=placed                                             | * 2 1
        status=cancelled                                          | 5
        channel=web                                               | 2 1
        channel=shop&status=placed                                | *
        channel=ebay                                              | ''
        externalId=3                                              | 3
        from=2026-03-02T00:00:00Z                                 | 5 * 2
        from=2026-03-02T00:00:00.001Z                             | 5 *
        to=2026-03-03T00:00:00Z                                   | * 2 1
        to=2026-03-03T00:00:00.001Z                               | 5 * 2 1
        from=2026-03-02T00:00:00Z&to=2026-03-02T12:00:00Z         | 2
        """)
    void listsTheOrdersOfAFilterWithTheNewestFirst(String filter, String found) {
        assertThat(api.all("/v1/orders" + (filter.isEmpty() ? "" : "?" + filter)))
                .isEqualTo(named(found));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                                        | 5 * 2 1
        country=Norway                                            | * 2
        country=norway                                            | ''
        channel=web                                               | 2 1
        sku=MUG-1                                                 | 5 3 1
        sku=mug-1                                                 | ''
        from=2026-03-02T00:00:00Z                                 | 5 * 2
        to=2026-03-02T00:00:00Z                                   | 1
        q=ford                                                    | 5 4
        q=FORD%20prefect                                          | 4
        q=pref                                                    | ''
        q=ford%20trillian                                         | ''
        q=zoe                                                     | 1
        q=Zo%C3%AB                                                | 1
        q=angstrom                                                | 1
        q=cafe                                                    | 5 3 1
        q=lodz                                                    | 4
        q=biscuit                                                 | 2
        q=iscuit                                                  | ''
        q=nor                                                     | * 2
        q=%26%20*                                                 | ''
        q=ford%20OR%20zoe                                         | ''
        q=mug&country=France&channel=shop                         | 5
        """)
    void findsTheOrdersWhoseWordsBeginSo(String query, String found) {
        List<JsonNode> all = api.all("/v1/search/orders" + (query.isEmpty() ? "" : "?" + query));

        assertThat(all).isEqualTo(named(found));
        assertThat(api.get("/v1/search/orders?" + query)
                        .expect(200)
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(all.size());
    }

    /** The orders of these external ids; * for 3 and 4, which were placed at the same moment, in the order of their ids. */
    private List<JsonNode> named(String externalIds) {
        List<JsonNode> named = new ArrayList<>();
        for (String externalId : externalIds.isEmpty() ? new String[0] : externalIds.split(" ")) {
            if (externalId.equals("*")) {
                Stream.of(order("3"), order("4"))
                        .sorted(Comparator.comparing(order -> order.get("id").asString()))
                        .forEach(named::add);
            } else {
                named.add(order(externalId));
            }
        }
        return named;
    }

    private JsonNode order(String externalId) {
        return Objects.requireNonNull(orders.get(externalId), externalId);
    }

    @Test
    void countsWhatAFilterLetsThroughInEveryFacet() {
        JsonNode found = api.get("/v1/search/orders?country=Norway&facets=day,channel,country&limit=1")
                .expect(200)
                .json();

        assertThat(found.get("total").asInt()).isEqualTo(3);
        assertThat(found.get("data")).hasSize(1);
        assertThat(found.has("nextCursor")).isTrue();
        assertThat(found.get("facets")).isEqualTo(json("""
            {"country":[{"key":"Norway","count":3,"revenue":{"amount":"14.00","currency":"GBP"}}],
             "channel":[{"key":"shop","count":2,"revenue":{"amount":"12.00","currency":"GBP"}},
                        {"key":"web","count":1,"revenue":{"amount":"2.00","currency":"GBP"}}],
             "day":[{"key":"2026-03-02","count":3,"revenue":{"amount":"14.00","currency":"GBP"}}]}\
            """));
    }

    @Test
    void countsACancelledOrderWithoutItsRevenue() {
        assertThat(api.get("/v1/search/orders?country=France&facets=day")
                        .expect(200)
                        .json()
                        .get("facets"))
                .isEqualTo(json("""
                    {"day":[{"key":"2026-03-01","count":1,"revenue":{"amount":"1.00","currency":"GBP"}},
                            {"key":"2026-03-03","count":1,"revenue":{"amount":"0.00","currency":"GBP"}}]}\
                    """));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/orders, 5",
        "/v1/orders?channel=shop, 3",
        "/v1/products, 3",
        "/v1/search/orders, 5",
        "/v1/search/orders?q=ford, 2",
        "/v1/search/products, 3",
        "/v1/search/products?currency=GBP&sort=-price, 3",
        "/v1/audit/events, 20",
        "/v1/audit/events?type=OrderPlaced, 5"
    })
    void pagesOfAnySizeAddUpToTheList(String path, int entries) {
        List<JsonNode> all = api.all(path);
        assertThat(all).hasSizeGreaterThanOrEqualTo(entries).doesNotHaveDuplicates();

        for (int size = 1; size <= 3; size++) {
            String first = path + (path.contains("?") ? "&" : "?") + "limit=" + size;
            List<JsonNode> paged = new ArrayList<>();
            JsonNode page = api.get(first).expect(200).json();
            while (page.has("nextCursor")) {
                assertThat(page.get("data")).hasSize(size);
                page.get("data").forEach(paged::add);
                page = api.get(first + "&cursor=" + page.get("nextCursor").asString())
                        .expect(200)
                        .json();
            }
            page.get("data").forEach(paged::add);
            assertThat(paged).isEqualTo(all);
        }
    }

    @Test
    void listsProductsInTheOrderOfTheirSkus() {
        assertThat(api.all("/v1/products"))
                .extracting(product -> product.get("sku").asString())
                .containsExactly("MUG-1", "TEA 5", "Łódź");
    }

    @Test
    void filtersTheTrailByAggregateTypeActorAndTime() {
        List<JsonNode> all = api.all("/v1/audit/events");
        String order = "order:" + order("5").get("id").asString();
        String key = organization.key().id().value();

        assertThat(types("aggregate=" + order)).containsExactly("OrderPlaced", "OrderCancelled");
        assertThat(types("type=OrderCancelled")).containsExactly("OrderCancelled");
        assertThat(types("type=ordercancelled")).isEmpty();
        assertThat(types("actor=end-to-end-test"))
                .containsExactly("SlugClaimed", "ApiKeyIssued", "OrganizationCreated");
        assertThat(types("actor=" + key)).hasSize(all.size() - 3);
        assertThat(types("actor=" + key + "&type=OrderPlaced&aggregate=" + order))
                .hasSize(1);
        String last = all.getLast().get("recordedAt").asString();
        assertThat(types("from=" + last)).contains("OrderCancelled").doesNotContain("OrderPlaced");
        assertThat(types("to=" + last)).contains("OrderPlaced").doesNotContain("OrderCancelled");
        assertThat(types("from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z")).isEmpty();
    }

    private List<String> types(String filter) {
        return api.all("/v1/audit/events?" + filter).stream()
                .map(event -> event.get("type").asString())
                .toList();
    }
}
