package io.comptoir.projection.replay;

import io.comptoir.contract.values.TenantId;

/**
 * A read model: what it is called, where it is kept, and which version of its shape this server builds. A change of the shape
 * is a new version, built beside the old one from the first event on.
 *
 * @param name     names its processor, its tokens and its metrics
 * @param store    where its documents are
 * @param resource the collection or index without its version
 * @param version  of the documents' shape, from 1
 * @param segments in how many parts its events are worked off side by side; fixed when its tokens are first written
 */
public record ReadModel(String name, Store store, String resource, int version, int segments) {

    /** The collection or index that this version of the read model is in. */
    public String location() {
        return resource + "_v" + version;
    }

    /** The key of a document: its organization first, so that nothing can be found without one. */
    public static String documentId(TenantId tenantId, String key) {
        return tenantId + ":" + key;
    }
}
