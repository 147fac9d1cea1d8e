package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.Sku;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.privacy.BlindWords;
import io.comptoir.platform.privacy.KeyName;
import io.comptoir.platform.search.SearchWords;
import io.comptoir.projection.orders.BusinessTime;
import io.comptoir.query.reading.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which orders a search finds; what is absent does not matter.
 *
 * @param terms each must be found, as the beginnings of words of the order or as a word that leads to its customer
 * @param from  placed then or later
 * @param to    placed before
 */
record OrderSearch(
        @Nullable List<String> terms,
        @Nullable Country country,
        @Nullable Channel channel,
        @Nullable Sku sku,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** So many people one word may lead to; a search for more of them would find half of the orders. */
    static final int MAX_PEOPLE = 10_000;

    /** Tells to whose keys a word of a name or a whole address leads. */
    interface Names {
        Set<KeyName> of(String word, int limit);
    }

    static OrderSearch of(
            @Nullable String q,
            @Nullable String country,
            @Nullable String channel,
            @Nullable String sku,
            @Nullable String from,
            @Nullable String to) {
        return new OrderSearch(
                q == null || q.isBlank() ? null : terms(q),
                Parameters.value("country", country, Country::new),
                Parameters.value("channel", channel, Channel::new),
                Parameters.value("sku", sku, Sku::new),
                Parameters.instant("from", from),
                Parameters.instant("to", to));
    }

    private static List<String> terms(String q) {
        // Signs only: no order has such a word.
        return SearchText.words(q).isEmpty() ? List.of() : List.of(q.strip().split("\\s+", -1));
    }

    List<Query> filters(Names names) {
        List<Query> filters = new ArrayList<>();
        if (terms != null) {
            if (terms.isEmpty()) {
                filters.add(SearchText.nothing());
            }
            terms.forEach(term -> addTerm(filters, term, names));
        }
        if (country != null) {
            filters.add(term("country", country.value()));
        }
        if (channel != null) {
            filters.add(term("channel", channel.value()));
        }
        if (sku != null) {
            filters.add(term("skus", sku.value()));
        }
        if (from != null || to != null) {
            filters.add(Query.of(query -> query.range(range -> range.date(date -> {
                date.field("placedAt");
                if (from != null) {
                    date.gte(BusinessTime.of(from).toString());
                }
                if (to != null) {
                    date.lt(BusinessTime.of(to).toString());
                }
                return date;
            }))));
        }
        return filters;
    }

    /** An address is looked for as a whole or by its parts, everything else word by word. */
    private static void addTerm(List<Query> filters, String term, Names names) {
        List<String> words = SearchWords.of(term);
        if (words.isEmpty()) {
            return; // A dash between two words.
        }
        SequencedSet<String> leading = BlindWords.of(term);
        if (leading.size() == 1 && words.size() > 1) {
            Query parts = Query.of(query -> query.bool(
                    bool -> bool.filter(words.stream().map(SearchText::begins).toList())));
            filters.add(eitherOr(parts, leading.getFirst(), names));
        } else {
            words.forEach(word -> filters.add(eitherOr(SearchText.begins(word), word, names)));
        }
    }

    private static Query eitherOr(Query inTheOrder, String leading, Names names) {
        Set<KeyName> people = names.of(leading, MAX_PEOPLE + 1);
        if (people.isEmpty()) {
            return inTheOrder;
        }
        if (people.size() > MAX_PEOPLE) {
            throw Problem.invalid(
                    "q",
                    "has a word that leads to more than " + MAX_PEOPLE
                            + " customers; search for an e-mail address or a reference");
        }
        List<FieldValue> keys =
                people.stream().map(key -> FieldValue.of(key.text())).toList();
        Query theirs = Query.of(
                query -> query.terms(terms -> terms.field("customerKey").terms(values -> values.value(keys))));
        return Query.of(
                query -> query.bool(bool -> bool.should(inTheOrder, theirs).minimumShouldMatch("1")));
    }

    private static Query term(String field, String value) {
        return Query.of(query -> query.term(term -> term.field(field).value(value)));
    }
}
