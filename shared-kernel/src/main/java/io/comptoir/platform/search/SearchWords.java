package io.comptoir.platform.search;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Texts as the words that are searched for: letters and digits only, without case and accents. It is done here and not in
 * Elasticsearch, whose minimal distribution cannot fold accents, and the same for what is indexed and what is asked.
 */
public final class SearchWords {

    // Letters that are no base letter with a mark, and so survive the decomposition.
    private static final Map<Integer, String> LETTERS = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ı', "i"));

    private SearchWords() {}

    /** The words of a text, in their order; none if it has neither letter nor digit. */
    public static List<String> of(String text) {
        SequencedSet<String> words = new LinkedHashSet<>();
        collect(text, words);
        return List.copyOf(words);
    }

    /** Adds the words of a text, if there is one, to others. */
    public static void collect(@Nullable Object text, SequencedSet<String> into) {
        if (text == null) {
            return;
        }
        String folded =
                Normalizer.normalize(text.toString(), Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        StringBuilder word = new StringBuilder();
        folded.codePoints().forEach(letter -> {
            if (Character.isLetterOrDigit(letter)) {
                @Nullable String plain = LETTERS.get(letter);
                if (plain == null) {
                    word.appendCodePoint(letter);
                } else {
                    word.append(plain);
                }
            } else if (!isMark(letter)) {
                finish(word, into);
            }
        });
        finish(word, into);
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static void finish(StringBuilder word, SequencedSet<String> into) {
        if (!word.isEmpty()) {
            into.add(word.toString());
            word.setLength(0);
        }
    }
}
