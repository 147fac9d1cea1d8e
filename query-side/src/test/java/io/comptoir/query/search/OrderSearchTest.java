package io.comptoir.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.privacy.KeyName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderSearchTest {

    @Test
    void findsEverythingWithoutFilters() {
        assertThat(OrderSearch.of(null, null, null, null, null, null).filters(NOBODY))
                .isEmpty();
        assertThat(OrderSearch.of("  ", null, null, null, null, null).filters(NOBODY))
                .isEmpty();
    }

    private static final OrderSearch.Names NOBODY = (word, limit) -> Set.of();

    @Test
    void wantsEveryWordToBeginAWordOfTheOrder() {
        assertThat(filters("Zoë  MÜL 536365"))
                .containsExactly(
                        "Query: {\"prefix\":{\"words\":{\"value\":\"zoe\"}}}",
                        "Query: {\"prefix\":{\"words\":{\"value\":\"mul\"}}}",
                        "Query: {\"prefix\":{\"words\":{\"value\":\"536365\"}}}");
    }

    @Test
    void findsTheOrdersOfWhoeverAWordLeadsTo() {
        OrderSearch.Names names = (word, limit) -> switch (word) {
            case "zoe" -> Set.of(new KeyName(new DataSubjectId("c-7"), 2));
            case "zoe@example.org" -> Set.of(new KeyName(new DataSubjectId("c-8"), 1));
            default -> Set.of();
        };

        assertThat(OrderSearch.of("Zoë - cup zoe@Example.org", null, null, null, null, null)
                        .filters(names))
                .extracting(Query::toString)
                .containsExactly(
                        "Query: {\"bool\":{\"minimum_should_match\":\"1\",\"should\":["
                                + "{\"prefix\":{\"words\":{\"value\":\"zoe\"}}},{\"terms\":{\"customerKey\":[\"2:c-7\"]}}]}}",
                        "Query: {\"prefix\":{\"words\":{\"value\":\"cup\"}}}",
                        "Query: {\"bool\":{\"minimum_should_match\":\"1\",\"should\":[{\"bool\":{\"filter\":["
                                + "{\"prefix\":{\"words\":{\"value\":\"zoe\"}}},{\"prefix\":{\"words\":{\"value\":\"example\"}}},"
                                + "{\"prefix\":{\"words\":{\"value\":\"org\"}}}]}},{\"terms\":{\"customerKey\":[\"1:c-8\"]}}]}}");
    }

    @Test
    void refusesAWordThatLeadsToTooManyPeople() {
        Set<KeyName> most = people(10_000);
        assertThat(OrderSearch.of("smith", null, null, null, null, null).filters((word, limit) -> most))
                .hasSize(1);

        Set<KeyName> more = people(10_001);
        assertThatThrownBy(() ->
                        OrderSearch.of("smith", null, null, null, null, null).filters((word, limit) -> more))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.facts()).containsEntry("field", "q"));
    }

    private static Set<KeyName> people(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new KeyName(new DataSubjectId("c-" + number), 1))
                .collect(Collectors.toSet());
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
        assertRefused("x".repeat(201));
        assertThat(filters("a b c d e f g h i j k l m n o p q r s t")).hasSize(20);
        assertRefused("a b c d e f g h i j k l m n o p q r s t u");
    }

    @Test
    void filtersByWhatIsExactlySo() {
        List<Query> filters = OrderSearch.of(
                        null,
                        "United Kingdom",
                        "shop",
                        "BANK CHARGES",
                        "2010-12-01T00:00:00Z",
                        "2010-12-02T00:00:00.0009+01:00")
                .filters(NOBODY);

        assertThat(filters)
                .extracting(Query::toString)
                .containsExactly(
                        "Query: {\"term\":{\"country\":{\"value\":\"United Kingdom\"}}}",
                        "Query: {\"term\":{\"channel\":{\"value\":\"shop\"}}}",
                        "Query: {\"term\":{\"skus\":{\"value\":\"BANK CHARGES\"}}}",
                        "Query:"
                                + " {\"range\":{\"placedAt\":{\"gte\":\"2010-12-01T00:00:00Z\",\"lt\":\"2010-12-01T23:00:00Z\"}}}");
    }

    private static List<String> filters(@Nullable String q) {
        return OrderSearch.of(q, null, null, null, null, null).filters(NOBODY).stream()
                .map(Query::toString)
                .toList();
    }

    private static void assertRefused(String q) {
        assertThatThrownBy(() -> filters(q))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.facts()).containsEntry("field", "q"));
    }
}
