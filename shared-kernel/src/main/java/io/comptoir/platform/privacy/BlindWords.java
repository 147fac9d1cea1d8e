package io.comptoir.platform.privacy;

import io.comptoir.platform.search.SearchWords;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/**
 * What leads to a person: each whole word of a name, and an e-mail address as a whole. The parts of an address are left out,
 * because half the world would be found by "com". Beginnings of words would need an entry each, and would tell the words.
 */
public final class BlindWords {

    /** Of one text; a name has fewer, and what comes after them leads nowhere. */
    static final int MAX_WORDS = 20;

    private BlindWords() {}

    /** The words of a text that lead to whoever it is about. */
    public static SequencedSet<String> of(String text) {
        SequencedSet<String> words = new LinkedHashSet<>();
        for (String part : text.strip().split("\\s+", -1)) {
            List<String> found = isAddress(part) ? List.of(address(part)) : SearchWords.of(part);
            found.stream().limit(MAX_WORDS - words.size()).forEach(words::add);
        }
        return words;
    }

    private static boolean isAddress(String part) {
        return part.indexOf('@') > 0;
    }

    private static String address(String part) {
        return Normalizer.normalize(part, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
