package io.comptoir.contract;

/**
 * Why a command was refused: data, with the facts the caller needs. Each feature seals its own set. The class name in
 * kebab-case is the stable problem type of the HTTP answer, and the record's components are its facts.
 */
public interface Rejection {

    /** What kind of "no" this is; decides the HTTP status. */
    Kind kind();

    /** One sentence for a person, without personal data. */
    String explanation();

    enum Kind {
        /** The thing named does not exist for this organization. */
        NOT_FOUND,
        /** The command contradicts the present state: it may succeed at another moment. */
        CONFLICT,
        /** The command breaks a rule whatever the state. */
        RULE_BROKEN,
        /** As much as is allowed is under way; the command may succeed when some of it has ended. */
        LIMIT_REACHED
    }
}
