package io.comptoir.server.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Everything that is left to chance in one world, from its seed alone. */
final class Chance {

    private final SplittableRandom random;

    Chance(long seed) {
        this(new SplittableRandom(seed));
    }

    private Chance(SplittableRandom random) {
        this.random = random;
    }

    /** Another one, so that what is drawn here does not depend on how often is drawn there. */
    Chance split() {
        return new Chance(random.split());
    }

    /** 0 or more, and less than the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** True once in so many times; never for 0. */
    boolean onceIn(int times) {
        return times > 0 && random.nextInt(times) == 0;
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    UUID uuid() {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
