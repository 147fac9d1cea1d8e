package io.comptoir.projection.replay;

import io.comptoir.contract.values.TenantId;

/**
 * A read model: what it is called, where it is kept, and which shape of its documents this server builds. A larger shape than
 * that of the documents that are there is a rebuild, beside the old ones from the first event on. Until it is whole the old ones
 * are read and written to, so documents of the shape before must stay readable.
 *
 * @param name     names it in the API, its metrics and, with a version, its processors and tokens
 * @param store    where its documents are
 * @param resource the collection or index without its version
 * @param shape    of the documents, from 1; larger with each change that old documents do not have
 * @param segments in how many parts its events are worked off side by side at the most, and no more than the first node has
 *                 processors; fixed when its tokens are first written
 */
public record ReadModel(String name, Store store, String resource, int shape, int segments) {

    /** One of the versions of this read model. */
    public Generation version(int number) {
        return new Generation(this, number);
    }

    /** The key of a document: its organization first, so that nothing can be found without one. */
    public static String documentId(TenantId tenantId, String key) {
        return tenantId + ":" + key;
    }
}
