package io.comptoir.contract.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.StreamId;

/** What happens to an API key. */
public sealed interface ApiKeyEvent extends DomainEvent permits ApiKeyIssued, ApiKeyRotated, ApiKeyRevoked {

    /** A key leads to its organization, so its stream is named before any organization is known. */
    static StreamId streamOf(ApiKeyId id) {
        return StreamId.ofPlatform("api-key", id.value());
    }
}
