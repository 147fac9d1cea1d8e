package io.comptoir.benchmarks;

/** Something that is done to a server, and measured. */
interface Workload {

    /** Short, such as {@code W1}. */
    String name();

    /** What is done, in a few words. */
    String title();

    /**
     * Does it, as often as the bench wants.
     *
     * @throws WrongAnswer if an answer is not right; nothing of what was found counts then
     */
    void run(Bench bench, Findings findings) throws Exception;
}
