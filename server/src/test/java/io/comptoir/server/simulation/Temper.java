package io.comptoir.server.simulation;

/**
 * What a world is like. Each has its own, because faults that come all the time hide what only shows when most goes well, and
 * the other way round.
 *
 * @param requests       how many things clients want
 * @param writers        of the node
 * @param pauseOnceIn    of so many requests to a store one lets others go on first
 * @param faultOnceIn    of so many requests to a store one fails; 0 for none
 * @param badMailOnceIn  of so many requests to the mail server one does not end well; 0 for none
 * @param batch          the most events of a batch
 * @param crashes        how often the process may die
 * @param jumps          how often the clock may be set
 * @param rebuilds       how often a read model may be built anew
 * @param duplicates     how often a request may arrive again
 * @param patience       of so many times that time passes, in one it is minutes, in another one seconds, and else less
 * @param restless       for how many rounds things still fail while all that is left to do is done
 * @param mailsSince     which start of a process is the first with a mail server
 */
record Temper(
        int requests,
        int writers,
        int pauseOnceIn,
        int faultOnceIn,
        int badMailOnceIn,
        int batch,
        int crashes,
        int jumps,
        int rebuilds,
        int duplicates,
        int patience,
        int restless,
        int mailsSince) {

    static Temper of(Chance chance) {
        return new Temper(
                chance.between(10, 40),
                chance.between(1, 2),
                new int[] {1, 2, 4, 12}[chance.below(4)],
                new int[] {0, 10, 30, 120}[chance.below(4)],
                new int[] {0, 2, 3, 6}[chance.below(4)],
                new int[] {1, 3, 10, 500}[chance.below(4)],
                chance.below(5),
                chance.onceIn(2) ? chance.between(1, 3) : 0,
                chance.below(3),
                new int[] {0, 3, 10, 30}[chance.below(4)],
                new int[] {8, 20, 60}[chance.below(3)],
                chance.below(10),
                chance.onceIn(5) ? 2 : 1);
    }
}
