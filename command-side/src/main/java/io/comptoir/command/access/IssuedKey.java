package io.comptoir.command.access;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.ApiKeyRevoked;
import io.comptoir.contract.access.ApiKeyRotated;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.RevokeApiKey;
import io.comptoir.contract.access.RotateApiKey;
import io.comptoir.contract.values.TenantId;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** An API key of an organization. */
@Aggregate(cache = "aggregateCache")
class IssuedKey {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable ApiKeyState state;

    IssuedKey() {}

    IssuedKey(TenantId tenantId, KeyGrant grant) {
        apply(new ApiKeyIssued(tenantId, grant));
    }

    void rotate(RotateApiKey command) {
        apply(new ApiKeyRotated(
                command.tenantId(), command.keyId(), command.secretHash(), command.at(), command.previousUntil()));
    }

    void revoke(RevokeApiKey command) {
        apply(new ApiKeyRevoked(command.tenantId(), command.keyId(), command.reason(), command.at()));
    }

    ApiKeyState state() {
        return Objects.requireNonNull(state);
    }

    @EventSourcingHandler
    void evolve(ApiKeyEvent event) {
        state = ApiKeyState.after(state, event);
        stream = ApiKeyEvent.streamOf(state.id()).toString();
    }
}
