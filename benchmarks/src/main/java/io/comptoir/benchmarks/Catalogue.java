package io.comptoir.benchmarks;

import io.comptoir.contract.values.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many products of one organization, registered one by one through the API: an import could give only those a price that it also
 * sells, with three events for each. Names, prices and currencies are drawn from a fixed seed, so whoever searches knows what must
 * come. A word stands in between 60 of a million names and 120,000.
 */
final class Catalogue {

    private static final List<String> QUALITIES =
            List.of("small", "large", "antique", "folding", "painted", "polished", "heavy", "plain");
    private static final List<String> COLOURS = List.of(
            "red", "blue", "green", "white", "black", "yellow", "violet", "orange", "brown", "silver", "golden",
            "pink");
    private static final List<String> MATERIALS = List.of(
            "oak", "pine", "brass", "copper", "glass", "linen", "wool", "leather", "marble", "bamboo", "ceramic",
            "steel");
    private static final List<String> THINGS = List.of(
            "lamp",
            "table",
            "chair",
            "mirror",
            "basket",
            "kettle",
            "teapot",
            "clock",
            "blanket",
            "cushion",
            "drawer",
            "shelf",
            "candle",
            "frame",
            "bottle",
            "bucket",
            "ladder",
            "curtain",
            "carpet",
            "vase",
            "tray",
            "bowl",
            "jug",
            "spoon",
            "lantern",
            "hammock",
            "bench",
            "stool",
            "cabinet",
            "wardrobe");
    private static final List<String> SYLLABLES =
            List.of("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qi", "ro", "su", "ta");

    /** Each is some three syllables, and the first of them makes an eighth of everything. */
    private static final int MAKERS = 4_000;

    private static final int MAKERS_SKEW = 4;
    private static final int FIRST_MAKER = 256;

    private static final List<Currency> CURRENCIES =
            List.of(Currency.getInstance("GBP"), Currency.getInstance("EUR"), Currency.getInstance("JPY"));

    /** Prices from 10 minor units up to a million, as many in each power of ten. */
    private static final double POWERS_OF_TEN = 5;

    private static final int CALLERS = 64;
    private static final Duration REGISTRATION_LIMIT = Duration.ofHours(3);

    private static final int PAGE = 20;

    private final Shop shop;
    private final List<List<String>> vocabulary;

    /** Of each product: which word of each list its name has, its currency, and its price in minor units. */
    private final short[][] words;

    private final byte[] currencies;
    private final int[] prices;

    Catalogue(Shop shop, int count) {
        this.shop = shop;
        this.vocabulary = List.of(QUALITIES, COLOURS, MATERIALS, THINGS, makers());
        this.words = new short[count][vocabulary.size()];
        this.currencies = new byte[count];
        this.prices = new int[count];
        SplittableRandom random = new SplittableRandom(Bench.SEED);
        for (int product = 0; product < count; product++) {
            draw(product, random);
        }
    }

    private static List<String> makers() {
        return IntStream.range(FIRST_MAKER, FIRST_MAKER + MAKERS)
                .mapToObj(maker -> Integer.toString(maker, SYLLABLES.size())
                        .chars()
                        .mapToObj(digit -> SYLLABLES.get(Character.digit(digit, SYLLABLES.size())))
                        .collect(Collectors.joining()))
                .toList();
    }

    private void draw(int product, SplittableRandom random) {
        for (int list = 0; list < vocabulary.size(); list++) {
            int size = vocabulary.get(list).size();
            words[product][list] =
                    (short) (size == MAKERS ? size * Math.pow(random.nextDouble(), MAKERS_SKEW) : random.nextInt(size));
        }
        int dice = random.nextInt(10);
        currencies[product] = (byte) (dice < 7 ? 0 : dice < 9 ? 1 : 2);
        prices[product] = (int) Math.pow(10, 1 + POWERS_OF_TEN * random.nextDouble());
    }

    /** Registers all of them. */
    Load.Times register(Server server) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Load.Times times =
                Load.closed(server, CALLERS, REGISTRATION_LIMIT, count(), Bench.SEED, (connection, unused) -> {
                    register(connection, next.getAndIncrement());
                    return "product";
                });
        WrongAnswer.unless(times.count() == count(), "only " + times.count() + " products were registered");
        return times;
    }

    private void register(Connection connection, int product) throws Exception {
        String price = json(price(product));
        String body = connection
                .post(
                        "/v1/products",
                        shop.credentials(),
                        "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":%s}".formatted(sku(product), name(product), price))
                .expect(201)
                .body();
        WrongAnswer.unless(
                body.contains("\"price\":" + price),
                "a product was registered at another price than " + price + ": " + body);
    }

    int count() {
        return prices.length;
    }

    private static String sku(int product) {
        return String.format(Locale.ROOT, "N%07d", product);
    }

    private String name(int product) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(list -> word(product, list))
                .collect(Collectors.joining(" "));
    }

    private String word(int product, int list) {
        return vocabulary.get(list).get(words[product][list]);
    }

    private Money price(int product) {
        return new Money(prices[product], CURRENCIES.get(currencies[product]));
    }

    private static String json(Money money) {
        return "{\"amount\":\"" + money.amount() + "\",\"currency\":\"" + money.currency() + "\"}";
    }

    /**
     * A search whose answer is known.
     *
     * @param first the product that comes first
     * @param counts what the answer says of all that was found
     */
    record Question(String path, String first, long total, String counts) {}

    /** Sends a search and looks at the answer. */
    String ask(Connection connection, Question question) throws Exception {
        String body =
                connection.get(question.path(), shop.credentials()).expect(200).body();
        WrongAnswer.unless(
                body.startsWith("{\"data\":[{\"sku\":\"" + question.first() + "\"") && body.contains(question.counts()),
                "a search for " + question.path() + " found others than " + question.first() + " … " + question.counts()
                        + ": " + body);
        return "search for products";
    }

    /** So many searches, each of which finds something: a word, beginnings of two, a maker; some of them within prices. */
    List<Question> questions(int wanted) {
        SplittableRandom random = new SplittableRandom(Bench.SEED + 1);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            questions.add(question(random));
        }
        return questions;
    }

    private Question question(SplittableRandom random) {
        int like = random.nextInt(count());
        List<String> asked = switch (random.nextInt(5)) {
            case 0 -> List.of(word(like, 3));
            case 1 -> List.of(word(like, 1), word(like, 2));
            case 2 -> List.of(begin(word(like, 3)), begin(word(like, 1)));
            case 3 -> List.of(word(like, 4));
            default -> List.of(begin(word(like, 4)), word(like, 0), word(like, 3));
        };
        String path = "/v1/search/products?q=" + String.join("%20", asked) + "&facets=currency,price&limit=" + PAGE;
        if (random.nextInt(2) == 0) {
            return known(path, asked, 0, CURRENCIES.size() - 1, 0, Integer.MAX_VALUE, false);
        }
        byte currency = currencies[like];
        Money least = new Money(prices[like] / 2, CURRENCIES.get(currency));
        Money most = new Money(2L * prices[like], CURRENCIES.get(currency));
        return known(
                path + "&currency=" + CURRENCIES.get(currency) + "&minPrice=" + least.amount() + "&maxPrice="
                        + most.amount() + "&sort=price",
                asked,
                currency,
                currency,
                least.minorUnits(),
                most.minorUnits(),
                true);
    }

    private static String begin(String word) {
        return word.substring(0, 3);
    }

    /** Finds out by walking over all products what a search must answer. */
    private Question known(
            String path, List<String> asked, int fromCurrency, int toCurrency, long least, long most, boolean byPrice) {
        List<boolean[][]> begins = asked.stream().map(this::beginning).toList();
        int[] found = IntStream.range(0, count())
                .filter(product -> currencies[product] >= fromCurrency && currencies[product] <= toCurrency)
                .filter(product -> prices[product] >= least && prices[product] <= most)
                .filter(product -> begins.stream().allMatch(words -> hasOne(product, words)))
                .toArray();
        int first = byPrice
                ? IntStream.of(found)
                        .boxed()
                        .min(Comparator.comparingInt(product -> prices[product]))
                        .orElseThrow()
                : found[0];
        return new Question(
                path, sku(first), found.length, "\"total\":" + found.length + ",\"facets\":" + facets(found));
    }

    /** Which words of each list begin so. */
    private boolean[][] beginning(String asked) {
        boolean[][] begins = new boolean[vocabulary.size()][];
        for (int list = 0; list < begins.length; list++) {
            List<String> all = vocabulary.get(list);
            begins[list] = new boolean[all.size()];
            for (int word = 0; word < all.size(); word++) {
                begins[list][word] = all.get(word).startsWith(asked);
            }
        }
        return begins;
    }

    private boolean hasOne(int product, boolean[][] begins) {
        for (int list = 0; list < begins.length; list++) {
            if (begins[list][words[product][list]]) {
                return true;
            }
        }
        return false;
    }

    private String facets(int[] found) {
        record In(Currency currency, List<Integer> prices) {}
        List<In> in = IntStream.range(0, CURRENCIES.size())
                .mapToObj(currency -> new In(
                        CURRENCIES.get(currency),
                        IntStream.of(found)
                                .filter(product -> currencies[product] == currency)
                                .map(product -> prices[product])
                                .boxed()
                                .sorted()
                                .toList()))
                .filter(products -> !products.prices().isEmpty())
                .sorted(Comparator.comparingInt(
                                (In products) -> -products.prices().size())
                        .thenComparing(products -> products.currency().getCurrencyCode()))
                .toList();
        return in.stream()
                        .map(products -> "{\"key\":\"%s\",\"count\":%d,\"lowest\":%s,\"highest\":%s}"
                                .formatted(
                                        products.currency(),
                                        products.prices().size(),
                                        json(new Money(products.prices().getFirst(), products.currency())),
                                        json(new Money(products.prices().getLast(), products.currency()))))
                        .collect(Collectors.joining(",", "{\"currency\":[", "]"))
                + in.stream()
                        .flatMap(products -> bands(products.currency(), products.prices()).stream())
                        .collect(Collectors.joining(",", ",\"price\":[", "]}"));
    }

    private static List<String> bands(Currency currency, List<Integer> prices) {
        TreeMap<Long, Integer> bands = new TreeMap<>();
        prices.forEach(price -> bands.merge(startOfBand(price), 1, Integer::sum));
        return bands.entrySet().stream()
                .map(band -> "{\"from\":%s,\"to\":%s,\"count\":%d}"
                        .formatted(
                                json(new Money(band.getKey(), currency)),
                                json(new Money(endOfBand(band.getKey()), currency)),
                                band.getValue()))
                .toList();
    }

    private static long startOfBand(long price) {
        long power = 1;
        while (power * 10 <= price) {
            power *= 10;
        }
        return price >= 5 * power ? 5 * power : price >= 2 * power ? 2 * power : power;
    }

    private static long endOfBand(long start) {
        return Long.toString(start).startsWith("2") ? start / 2 * 5 - 1 : 2 * start - 1;
    }
}
