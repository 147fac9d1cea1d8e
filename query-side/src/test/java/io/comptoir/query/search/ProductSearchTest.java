package io.comptoir.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.NearTexts;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Cursor;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductSearchTest {

    private static final Currency GBP = Currency.getInstance("GBP");
    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");

    @Test
    void findsEverythingWithoutFiltersInTheOrderOfSkus() {
        assertThat(ProductSearch.of(null, null, null, null, null).filters()).isEmpty();
        assertThat(ProductSearch.of("  ", null, null, null, null).filters()).isEmpty();
        assertThat(ProductSearch.of(null, null, null, null, null).order()).isEqualTo(ProductOrder.SKU);
    }

    @Test
    void wantsEveryWordToBeginAWordOfTheProduct() {
        assertThat(filters("Crème  85123A-blue - creme"))
                .containsExactly(
                        "Query: {\"prefix\":{\"words\":{\"value\":\"creme\"}}}",
                        "Query: {\"prefix\":{\"words\":{\"value\":\"85123a\"}}}",
                        "Query: {\"prefix\":{\"words\":{\"value\":\"blue\"}}}");
    }

    @Test
    void takesOperatorsForSigns() {
        assertThat(filters("words:(a OR b*)~2 \"{\"}"))
                .allMatch(query -> query.startsWith("Query: {\"prefix\":{\"words\":{\"value\":"))
                .hasSize(5);
    }

    @Test
    void findsNothingByASignAlone() {
        assertThat(filters("*")).containsExactly("Query: {\"match_none\":{}}");
    }

    @Test
    void limitsTheText() {
        assertThat(filters("x".repeat(200))).hasSize(1);
        assertRefused("q", () -> filters("x".repeat(201)));
        assertThat(filters("a b c d e f g h i j k l m n o p q r s t")).hasSize(20);
        assertRefused("q", () -> filters("a b c d e f g h i j k l m n o p q r s t u"));
    }

    @Test
    void asksForPricesInTheSmallestUnitOfTheirCurrency() {
        assertThat(prices("GBP", "12.5", "12.50"))
                .containsExactly(
                        "Query: {\"term\":{\"currency\":{\"value\":\"GBP\"}}}",
                        "Query: {\"range\":{\"price\":{\"gte\":1250,\"lte\":1250}}}");
        assertThat(prices("JPY", "0", null))
                .containsExactly(
                        "Query: {\"term\":{\"currency\":{\"value\":\"JPY\"}}}",
                        "Query: {\"range\":{\"price\":{\"gte\":0}}}");
        assertThat(prices("KWD", null, "1000000.000"))
                .containsExactly(
                        "Query: {\"term\":{\"currency\":{\"value\":\"KWD\"}}}",
                        "Query: {\"range\":{\"price\":{\"lte\":1000000000}}}");
        assertThat(prices("GBP", null, null)).containsExactly("Query: {\"term\":{\"currency\":{\"value\":\"GBP\"}}}");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        gbp, -,            -,    currency
        '',  -,            -,    currency
        XXX, -,            -,    currency
        -,   1,            -,    currency
        -,   -,            1,    currency
        GBP, '',           -,    minPrice
        GBP, a lot,        -,    minPrice
        GBP, 1e3,          -,    minPrice
        GBP, +1,           -,    minPrice
        GBP, -0.01,        -,    minPrice
        GBP, 1.001,        -,    minPrice
        JPY, 1.5,          -,    minPrice
        GBP, 10000000.01,  -,    minPrice
        GBP, -,            -1,   maxPrice
        GBP, -,            1.001, maxPrice
        GBP, -,            99999999999999999999999, maxPrice
        GBP, 2,            1.99, minPrice
        """)
    void refusesPricesThatAreNoneOrHaveNoCurrencyOrLeaveNothing(
            @Nullable String currency, @Nullable String least, @Nullable String most, String field) {
        assertRefused(field, () -> ProductSearch.of(null, currency, least, most, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "SKU", "-sku", "+price", "price,sku"})
    void refusesOrdersThatThereAreNot(String sort) {
        assertRefused("sort", () -> ProductSearch.of(null, "GBP", null, null, sort));
    }

    @ParameterizedTest
    @ValueSource(strings = {"price", "-price"})
    void comparesPricesOfOneCurrencyOnly(String sort) {
        assertRefused("currency", () -> ProductSearch.of(null, null, null, null, sort));
        assertThat(ProductSearch.of(null, "GBP", null, null, sort).filters()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        sku    | [{"sku":{"order":"asc"}}]                                | ["A 1"]
        price  | [{"price":{"order":"asc"}},{"sku":{"order":"asc"}}]      | [250,"A 1"]
        -price | [{"price":{"order":"desc"}},{"sku":{"order":"asc"}}]     | [250,"A 1"]
        """)
    void goesOnBehindTheLastProductOfAPage(String sort, String sorted, String behind) {
        ProductOrder order = ProductOrder.named(sort);
        Cursor pages = Cursor.over(TENANT, "search-products", ProductSearch.of(null, "GBP", null, null, sort));
        String cursor = order.after(pages, new ProductState(new Sku("A 1"), new Note("A"), new Money(250, GBP), 1));

        SearchRequest.Builder first = order.of(new SearchRequest.Builder(), order.read(pages, null));
        SearchRequest.Builder next = order.of(new SearchRequest.Builder(), order.read(pages, cursor));

        assertThat(first.build().toString()).contains("\"sort\":" + sorted).doesNotContain("search_after");
        assertThat(next.build().toString()).contains("\"sort\":" + sorted, "\"search_after\":" + behind);
    }

    @Test
    void refusesTheCursorOfAnotherOrder() {
        Cursor bySku = Cursor.over(TENANT, "search-products", ProductSearch.of(null, "GBP", null, null, "sku"));
        Cursor byPrice = Cursor.over(TENANT, "search-products", ProductSearch.of(null, "GBP", null, null, "price"));
        ProductState last = new ProductState(new Sku("A"), new Note("A"), new Money(250, GBP), 1);

        assertRefused(
                "cursor",
                () -> ProductOrder.CHEAPEST_FIRST.of(
                        new SearchRequest.Builder(),
                        ProductOrder.CHEAPEST_FIRST.read(byPrice, ProductOrder.SKU.after(bySku, last))));
        assertRefused(
                "cursor",
                () -> ProductOrder.CHEAPEST_FIRST.of(
                        new SearchRequest.Builder(),
                        ProductOrder.CHEAPEST_FIRST.read(byPrice, byPrice.after("a number", last.sku()))));
    }

    @Test
    void readsEveryTextOrRefusesItByName() {
        NearTexts.forEach(
                List.of("12.50", "0", "10000000.00", "Crème 85123A"),
                text -> readOrRefused("q", () -> ProductSearch.of(text, null, null, null, null)));
        NearTexts.forEach(
                List.of("GBP", "JPY"),
                text -> readOrRefused("currency", () -> ProductSearch.of(null, text, null, null, null)));
        NearTexts.forEach(List.of("12.50", "0", "10000000.00"), text -> {
            readOrRefused("minPrice", () -> ProductSearch.of(null, "GBP", text, null, null));
            readOrRefused("maxPrice", () -> ProductSearch.of(null, "GBP", null, text, null));
        });
        NearTexts.forEach(
                List.of("sku", "-price"),
                text -> readOrRefused("sort", () -> ProductSearch.of(null, "GBP", null, null, text)));
    }

    private static void readOrRefused(String field, Supplier<ProductSearch> reader) {
        try {
            ProductSearch search = reader.get();
            assertThat(search.filters()).hasSizeLessThanOrEqualTo(SearchText.MAX_WORDS);
            for (Money price : Stream.of(search.minPrice(), search.maxPrice())
                    .filter(Objects::nonNull)
                    .toList()) {
                assertThat(price.minorUnits()).isBetween(0L, Money.MAX_UNIT_PRICE);
            }
        } catch (Problem refused) {
            assertThat(refused.facts()).containsEntry("field", field);
        }
    }

    private static List<String> filters(String q) {
        return ProductSearch.of(q, null, null, null, null).filters().stream()
                .map(Query::toString)
                .toList();
    }

    private static List<String> prices(String currency, @Nullable String least, @Nullable String most) {
        return ProductSearch.of(null, currency, least, most, null).filters().stream()
                .map(Query::toString)
                .toList();
    }

    private interface Attempt {
        Object make();
    }

    private static void assertRefused(String field, Attempt attempt) {
        assertThatThrownBy(attempt::make)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.facts()).containsEntry("field", field));
    }
}
