package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.IndexResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The search for products: what it finds, in which order, page by page, and what it counts. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductSearchIT {

    private static final String SEARCH = "/v1/search/products";

    private final RunningServer server;
    private final Map<String, JsonNode> products = new HashMap<>();
    private Api api;

    ProductSearchIT(RunningServer server, Organization organization) {
        this.server = server;
        this.api = organization.api();
    }

    @BeforeAll
    void registerProducts() {
        register("MUG-1", "Mug of the café", "8.50", "GBP");
        register("MUG-2", "Large blue mug", "9.99", "GBP");
        register("TEA 5", "Tea & biscuits", "10", "GBP");
        register("Łódź", "Boat", "10.01", "GBP");
        register("FREE", "Sample", "0", "GBP");
        register("JP-1", "Blue lantern", "1250", "JPY");
        register("JP-2", "Tea ceremony", "999", "JPY");
        api = api.after(register("KW-1", "Carpet", "12.345", "KWD"));
    }

    private Answer register(String sku, String name, String amount, String currency) {
        Answer registered =
                api.post("/v1/products", product(sku, name, amount, currency)).expect(201);
        products.put(sku, registered.json());
        return registered;
    }

    private static String product(String sku, String name, String amount, String currency) {
        return "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":{\"amount\":\"%s\",\"currency\":\"%s\"}}"
                .formatted(sku, name, amount, currency);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                                | FREE,JP-1,JP-2,KW-1,MUG-1,MUG-2,TEA 5,Łódź
        q=mug                                             | MUG-1,MUG-2
        q=MUG-2                                           | MUG-2
        q=mug%20caf                                       | MUG-1
        q=blu                                             | JP-1,MUG-2
        q=blue%20la                                       | JP-1,MUG-2
        q=blue%20lan%20jp                                 | JP-1
        q=lue                                             | ''
        q=mugs                                            | ''
        q=caf%C3%A9                                       | MUG-1
        q=LODZ                                            | Łódź
        q=5                                               | TEA 5
        q=tea                                             | JP-2,TEA 5
        q=%26%20*                                         | ''
        q=tea%20OR%20mug                                  | ''
        q=tea&currency=JPY                                | JP-2
        q=mug&currency=JPY                                | ''
        currency=JPY                                      | JP-1,JP-2
        currency=EUR                                      | ''
        currency=GBP&minPrice=9.99                        | MUG-2,TEA 5,Łódź
        currency=GBP&minPrice=10                          | TEA 5,Łódź
        currency=GBP&minPrice=10.01                       | Łódź
        currency=GBP&minPrice=10.02                       | ''
        currency=GBP&maxPrice=9.99                        | FREE,MUG-1,MUG-2
        currency=GBP&maxPrice=9.98                        | FREE,MUG-1
        currency=GBP&maxPrice=0                           | FREE
        currency=GBP&minPrice=0.01&maxPrice=8.49          | ''
        currency=GBP&minPrice=8.5&maxPrice=8.50           | MUG-1
        currency=KWD&minPrice=12.345                      | KW-1
        currency=KWD&minPrice=12.346                      | ''
        currency=KWD&maxPrice=12.344                      | ''
        currency=JPY&minPrice=1000&maxPrice=1250          | JP-1
        sort=sku&q=mug                                    | MUG-1,MUG-2
        currency=GBP&sort=price                           | FREE,MUG-1,MUG-2,TEA 5,Łódź
        currency=GBP&sort=-price                          | Łódź,TEA 5,MUG-2,MUG-1,FREE
        currency=JPY&sort=price&q=blue                    | JP-1
        """)
    void findsTheProductsWhoseWordsBeginSoAndWhosePricesAreThere(String query, String found) {
        String path = SEARCH + (query.isEmpty() ? "" : "?" + query);
        List<JsonNode> expected = new ArrayList<>();
        for (String sku : found.isEmpty() ? new String[0] : found.split(",")) {
            expected.add(Objects.requireNonNull(products.get(sku), sku));
        }

        JsonNode page = api.get(path).expect(200).json();

        assertThat(page.get("data")).containsExactlyElementsOf(expected);
        assertThat(page.get("total").asInt()).isEqualTo(expected.size());
        assertThat(page.has("facets")).isFalse();
        assertThat(page.has("nextCursor")).isFalse();
    }

    @Test
    void countsWhatWasFoundInEachCurrency() {
        JsonNode found =
                api.get(SEARCH + "?facets=price,currency&limit=1").expect(200).json();

        assertThat(found.get("data")).hasSize(1);
        assertThat(found.get("total").asInt()).isEqualTo(8);
        assertThat(found.get("facets")).isEqualTo(json("""
            {"currency":[
               {"key":"GBP","count":5,"lowest":{"amount":"0.00","currency":"GBP"},"highest":{"amount":"10.01","currency":"GBP"}},
               {"key":"JPY","count":2,"lowest":{"amount":"999","currency":"JPY"},"highest":{"amount":"1250","currency":"JPY"}},
               {"key":"KWD","count":1,"lowest":{"amount":"12.345","currency":"KWD"},"highest":{"amount":"12.345","currency":"KWD"}}],
             "price":[
               {"from":{"amount":"0.00","currency":"GBP"},"to":{"amount":"0.00","currency":"GBP"},"count":1},
               {"from":{"amount":"5.00","currency":"GBP"},"to":{"amount":"9.99","currency":"GBP"},"count":2},
               {"from":{"amount":"10.00","currency":"GBP"},"to":{"amount":"19.99","currency":"GBP"},"count":2},
               {"from":{"amount":"500","currency":"JPY"},"to":{"amount":"999","currency":"JPY"},"count":1},
               {"from":{"amount":"1000","currency":"JPY"},"to":{"amount":"1999","currency":"JPY"},"count":1},
               {"from":{"amount":"10.000","currency":"KWD"},"to":{"amount":"19.999","currency":"KWD"},"count":1}]}\
            """));
        assertThat(api.get(SEARCH + "?q=mug&currency=GBP&maxPrice=9&facets=price")
                        .expect(200)
                        .json()
                        .get("facets"))
                .isEqualTo(json("{\"price\":[{\"from\":{\"amount\":\"5.00\",\"currency\":\"GBP\"},"
                        + "\"to\":{\"amount\":\"9.99\",\"currency\":\"GBP\"},\"count\":1}]}"));
        assertThat(api.get(SEARCH + "?q=nothing&facets=price,currency")
                        .expect(200)
                        .json()
                        .get("facets"))
                .isEqualTo(json("{\"currency\":[],\"price\":[]}"));
    }

    @Test
    void findsWhatABandCountsByItsBounds() {
        JsonNode bands = api.get(SEARCH + "?facets=price").expect(200).json().at("/facets/price");

        assertThat(bands).hasSize(6).allSatisfy(band -> {
            String within = "?currency=%s&minPrice=%s&maxPrice=%s"
                    .formatted(
                            band.at("/from/currency").asString(),
                            band.at("/from/amount").asString(),
                            band.at("/to/amount").asString());
            assertThat(api.get(SEARCH + within).expect(200).json().get("total")).isEqualTo(band.get("count"));
        });
    }

    @ParameterizedTest
    @CsvSource({"'', 8", "?currency=GBP&sort=price, 5", "?currency=GBP&sort=-price, 5", "?q=mug, 2"})
    void pagesOfAnySizeAddUpToTheWhole(String query, int count) {
        List<JsonNode> whole = api.all(SEARCH + query);
        assertThat(whole).hasSize(count);
        for (int size = 1; size <= 3; size++) {
            String first = SEARCH + query + (query.isEmpty() ? "?" : "&") + "limit=" + size;
            List<JsonNode> paged = new ArrayList<>();
            JsonNode page = api.get(first).expect(200).json();
            while (page.has("nextCursor")) {
                assertThat(page.get("data")).hasSize(size);
                assertThat(page.get("total").asInt()).isEqualTo(count);
                page.get("data").forEach(paged::add);
                page = api.get(first + "&cursor=" + page.get("nextCursor").asString())
                        .expect(200)
                        .json();
            }
            page.get("data").forEach(paged::add);
            assertThat(paged).isEqualTo(whole);
        }
    }

    @Test
    void refusesTheCursorOfAnotherSearch() {
        String cursor = api.get(SEARCH + "?currency=GBP&sort=price&limit=1")
                .expect(200)
                .json()
                .get("nextCursor")
                .asString();

        for (String other : List.of("?currency=GBP", "?currency=GBP&sort=-price", "?currency=JPY&sort=price")) {
            assertThat(api.get(SEARCH + other + "&cursor=" + cursor).problem(400, "malformed-request"))
                    .isEqualTo(json("{\"field\":\"cursor\"}"));
        }
    }

    @Test
    void findsAProductAtItsNewPriceOnly() {
        Api shop = server.newOrganization().api();
        shop.post("/v1/products", product("A", "Lamp", "5.00", "GBP")).expect(201);
        Answer dearer = shop.post("/v1/products/A/price", "{\"price\":{\"amount\":\"7.50\",\"currency\":\"GBP\"}}")
                .expect(200);

        assertThat(shop.after(dearer)
                        .get(SEARCH + "?currency=GBP&minPrice=7.50&facets=currency")
                        .expect(200)
                        .json())
                .isEqualTo(
                        json("{\"data\":[" + dearer.text() + "],\"total\":1,\"facets\":{\"currency\":[{\"key\":\"GBP\","
                                + "\"count\":1,\"lowest\":{\"amount\":\"7.50\",\"currency\":\"GBP\"},"
                                + "\"highest\":{\"amount\":\"7.50\",\"currency\":\"GBP\"}}]}}"));
        assertThat(found(shop, "?currency=GBP&maxPrice=7.49")).isZero();

        Answer elsewhere = shop.post("/v1/products/A/price", "{\"price\":{\"amount\":\"9\",\"currency\":\"EUR\"}}")
                .expect(200);

        assertThat(found(shop.after(elsewhere), "?currency=GBP")).isZero();
        assertThat(found(shop.after(elsewhere), "?currency=EUR&minPrice=9&maxPrice=9"))
                .isEqualTo(1);
    }

    private static int found(Api shop, String query) {
        return shop.get(SEARCH + query).expect(200).json().get("total").asInt();
    }

    @Test
    void findsNothingOfAnotherOrganization() {
        Api stranger = server.newOrganization().api();
        Answer own = stranger.post("/v1/products", product("MUG-1", "Mug", "1", "GBP"))
                .expect(201);

        assertThat(stranger.after(own)
                        .get(SEARCH + "?q=mug&facets=currency")
                        .expect(200)
                        .json())
                .isEqualTo(json("{\"data\":[" + own.text() + "],\"total\":1,\"facets\":{\"currency\":[{\"key\":\"GBP\","
                        + "\"count\":1,\"lowest\":{\"amount\":\"1.00\",\"currency\":\"GBP\"},"
                        + "\"highest\":{\"amount\":\"1.00\",\"currency\":\"GBP\"}}]}}"));
        assertThat(found(stranger.after(own), "?q=blue")).isZero();
        assertThat(api.all(SEARCH)).hasSize(8);
    }

    @Test
    void theInvariantsNoticeAnEntryThatIsNotWhatItsEventsMake() throws IOException {
        Organization shop = server.newOrganization();
        Answer registered = shop.api()
                .post("/v1/products", product("A", "Lamp", "5", "GBP"))
                .expect(201);
        assertThat(found(shop.api().after(registered), "?q=lamp")).isEqualTo(1);
        ObjectNode entry = Objects.requireNonNull(server.part(ElasticsearchClient.class)
                .get(
                        get -> get.index("products")
                                .id(shop.id() + ":A")
                                .routing(shop.id().toString()),
                        ObjectNode.class)
                .source());
        ObjectNode other = entry.deepCopy();
        ((ObjectNode) other.get("state")).put("name", "Table");
        try {
            write(shop, other);

            JsonNode folds = shop.api().get("/v1/invariants").expect(200).json().at("/data/1");
            assertThat(folds.get("id").asString()).isEqualTo("I2");
            assertThat(folds.get("holds").asBoolean()).isFalse();
            assertThat(folds.get("details"))
                    .extracting(JsonNode::asString)
                    .containsExactly("products-search A is not what its events make");
        } finally {
            write(shop, entry); // The index is everybody's, and others compare all of it.
        }
        assertThat(shop.api()
                        .get("/v1/invariants")
                        .expect(200)
                        .json()
                        .at("/data/1/holds")
                        .asBoolean())
                .isTrue();
    }

    private void write(Organization shop, ObjectNode entry) throws IOException {
        IndexResponse written = server.part(ElasticsearchClient.class)
                .index(index -> index.index("products")
                        .id(shop.id() + ":A")
                        .routing(shop.id().toString())
                        .version(1L)
                        .versionType(VersionType.ExternalGte)
                        .refresh(Refresh.True)
                        .document(entry));
        assertThat(written.version()).isEqualTo(1);
    }
}
