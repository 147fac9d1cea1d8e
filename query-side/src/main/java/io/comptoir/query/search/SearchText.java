package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.search.SearchWords;
import java.util.List;

/** The text that is searched for: how long it may be, and how its words are found. */
final class SearchText {

    static final int MAX_LENGTH = 200;
    static final int MAX_WORDS = 20;

    private SearchText() {}

    /** The words of a text, each once; none where it has signs only. */
    static List<String> words(String q) {
        if (q.length() > MAX_LENGTH) {
            throw Problem.malformed("q", "must have at most " + MAX_LENGTH + " characters");
        }
        List<String> words = SearchWords.of(q);
        if (words.size() > MAX_WORDS) {
            throw Problem.malformed("q", "must have at most " + MAX_WORDS + " words");
        }
        return words;
    }

    /** What has a word that begins so. A word is taken as it is: nothing in it can be an operator. */
    static Query begins(String word) {
        return Query.of(query -> query.prefix(prefix -> prefix.field("words").value(word)));
    }

    /** What nothing has. */
    static Query nothing() {
        return Query.of(query -> query.matchNone(none -> none));
    }
}
