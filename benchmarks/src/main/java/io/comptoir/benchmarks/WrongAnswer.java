package io.comptoir.benchmarks;

/** Something was answered that is not so. The figures of a run in which this happens say nothing. */
final class WrongAnswer extends RuntimeException {

    WrongAnswer(String what) {
        super(what);
    }

    static void unless(boolean right, String what) {
        if (!right) {
            throw new WrongAnswer(what);
        }
    }
}
