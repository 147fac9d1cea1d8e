package io.comptoir.server.simulation;

/** What can be built in wrongly, to see that it is found. */
enum Defect {
    NONE,
    /** A crash in between loses the documents of a batch. */
    TOKEN_BEFORE_DOCUMENTS,
    /** Planning a mail again plans another one. */
    STEP_WITHOUT_ITS_ID,
    /** What was not stored yet is acknowledged. */
    ANSWER_BEFORE_THE_APPEND,
    /** What was undone stays in the cache. */
    CACHE_AHEAD_OF_THE_STORE,
    /** A request that is sent twice is carried out twice. */
    CLAIMS_FORGOTTEN,
    /** The end of a timer is stored before its step is carried out. */
    TIMER_SETTLED_FIRST
}
