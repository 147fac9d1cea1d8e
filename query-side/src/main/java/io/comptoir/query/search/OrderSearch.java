package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.Sku;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.orders.BusinessTime;
import io.comptoir.projection.orders.SearchWords;
import io.comptoir.query.reading.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which orders a search finds; what is absent does not matter.
 *
 * @param words each must begin a word of the order
 * @param from  placed then or later
 * @param to    placed before
 */
record OrderSearch(
        @Nullable List<String> words,
        @Nullable Country country,
        @Nullable Channel channel,
        @Nullable Sku sku,
        @Nullable Instant from,
        @Nullable Instant to) {

    static final int MAX_TEXT_LENGTH = 200;
    static final int MAX_WORDS = 20;

    static OrderSearch of(
            @Nullable String q,
            @Nullable String country,
            @Nullable String channel,
            @Nullable String sku,
            @Nullable String from,
            @Nullable String to) {
        return new OrderSearch(
                q == null || q.isBlank() ? null : words(q),
                Parameters.value("country", country, Country::new),
                Parameters.value("channel", channel, Channel::new),
                Parameters.value("sku", sku, Sku::new),
                Parameters.instant("from", from),
                Parameters.instant("to", to));
    }

    private static List<String> words(String q) {
        if (q.length() > MAX_TEXT_LENGTH) {
            throw Problem.malformed("q", "must have at most " + MAX_TEXT_LENGTH + " characters");
        }
        List<String> words = SearchWords.of(q);
        if (words.size() > MAX_WORDS) {
            throw Problem.malformed("q", "must have at most " + MAX_WORDS + " words");
        }
        return words;
    }

    List<Query> filters() {
        List<Query> filters = new ArrayList<>();
        if (words != null) {
            // Signs only: no order has such a word.
            if (words.isEmpty()) {
                filters.add(Query.of(query -> query.matchNone(none -> none)));
            }
            // A word is taken as it is: nothing in it can be an operator.
            words.forEach(word -> filters.add(Query.of(
                    query -> query.prefix(prefix -> prefix.field("words").value(word)))));
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

    private static Query term(String field, String value) {
        return Query.of(query -> query.term(term -> term.field(field).value(value)));
    }
}
