package io.comptoir.projection.replay;

import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What two versions of a read model must have in common for a document.
 *
 * @param id       of the document, its organization first
 * @param subject  what it is about, as {@link Projection#subjectOf} says it of a stream
 * @param version  of its stream
 * @param position of the last event in it
 */
public record Fingerprint(String id, String subject, long version, long position) {

    /** The organization, by the document's key. */
    public String tenant() {
        return id.substring(0, Math.max(0, id.indexOf(':')));
    }

    /** The fingerprints of one version of a read model. */
    public interface Source {

        /** The most fingerprints that are handed out at a time. */
        int PAGE = 1_000;

        /** Hands out all of them, each at least once, in pages of up to {@value #PAGE}. */
        void forEachPage(Consumer<Collection<Fingerprint>> page);

        /** Those of the documents that exist among these, as they are now. */
        Map<String, Fingerprint> of(Collection<String> documentIds);

        /**
         * Whether documents may be deleted for what happened outside of the events, so that a version in use may lack some that
         * a rebuilt one has.
         */
        default boolean mayForget() {
            return false;
        }
    }
}
