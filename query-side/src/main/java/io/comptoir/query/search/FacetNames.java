package io.comptoir.query.search;

import io.comptoir.platform.http.Problem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of facets in requests and answers. */
final class FacetNames {

    private FacetNames() {}

    static String of(Enum<?> facet) {
        return facet.name().toLowerCase(Locale.ROOT);
    }

    /** Reads a list such as {@code country,day}. */
    static <F extends Enum<F>> Set<F> read(Class<F> kind, @Nullable String names) {
        Set<F> facets = EnumSet.noneOf(kind);
        if (names != null) {
            for (String name : names.split(",", -1)) {
                facets.add(named(kind, name.strip()));
            }
        }
        return facets;
    }

    private static <F extends Enum<F>> F named(Class<F> kind, String name) {
        F[] all = kind.getEnumConstants();
        for (F facet : all) {
            if (of(facet).equals(name)) {
                return facet;
            }
        }
        throw Problem.malformed("facets", "can be " + listed(all) + ", with commas between them");
    }

    private static String listed(Enum<?>[] all) {
        List<String> names = Arrays.stream(all).map(FacetNames::of).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
}
