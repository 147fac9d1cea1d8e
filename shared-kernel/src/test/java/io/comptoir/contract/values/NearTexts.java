package io.comptoir.contract.values;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Texts near those that are right, for tests of everything that reads a text: cut, turned, doubled, spoilt at one place, or
 * something else altogether. The seed is in each failure; {@code -Dfuzz.seed=} repeats it.
 */
public final class NearTexts {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() >>> 8);
    private static final int TEXTS = 20_000;

    private static final List<String> STRANGE = List.of(
            "",
            " ",
            "\u0000",
            "\n",
            "\ud800",
            "\udc00\ud800",
            "\ud83d\ude00",
            "\u0660\u0661",
            "\u2212",
            "\u202e",
            "\ufeff",
            "-",
            "+",
            ".",
            "-0",
            "0",
            "00",
            "1.",
            ".5",
            "0x1f",
            "1e9",
            "NaN",
            "Infinity",
            "2147483648",
            "-9223372036854775808",
            "9223372036854775808",
            "9".repeat(400),
            "%00",
            "=",
            "_",
            "\"",
            "\"\"\"",
            ",",
            ";",
            ":",
            "::",
            "x".repeat(5_000));

    private NearTexts() {}

    /** Hands over many texts; whatever is thrown for one is told with that text and the seed. */
    public static void forEach(List<String> right, Consumer<String> reader) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < TEXTS; i++) {
            String text = near(right.get(random.nextInt(right.size())), random);
            try {
                reader.accept(text);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dfuzz.seed=" + SEED + ", text " + i + ": <" + text + ">", e);
            }
        }
    }

    private static String near(String right, SplittableRandom random) {
        String text = right;
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            text = changed(text, random);
        }
        return text;
    }

    private static String changed(String text, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        String strange = STRANGE.get(random.nextInt(STRANGE.size()));
        return switch (random.nextInt(8)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(at);
            case 2 -> text.substring(at) + text.substring(0, at);
            case 3 -> text.substring(0, at) + strange + text.substring(at);
            case 4 ->
                text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(Math.min(text.length(), at + 1));
            case 5 -> text.length() > 1_000 ? "" : text + text;
            case 6 -> strange;
            default -> text.toUpperCase(java.util.Locale.ROOT);
        };
    }
}
