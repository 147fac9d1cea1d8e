package io.comptoir.command.access;

import io.comptoir.contract.Decision;
import io.comptoir.contract.access.AccessRejection.ApiKeyAlreadyRevoked;
import io.comptoir.contract.access.AccessRejection.ApiKeyNotFound;
import io.comptoir.contract.access.AccessRejection.OverlapOutOfRange;
import io.comptoir.contract.access.AccessRejection.UnknownMember;
import io.comptoir.contract.access.AccessRejection.UnknownRole;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.IssueApiKey;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.RevokeApiKey;
import io.comptoir.contract.access.RotateApiKey;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Decides about keys. */
@Component
public class Keys {

    private final Repository<IssuedKey> keys;
    private final RolesAndMembers access;

    Keys(Repository<IssuedKey> keys, RolesAndMembers access) {
        this.keys = keys;
        this.access = access;
    }

    /** Makes a key usable as part of a larger decision, which has seen to it that there is no such key. */
    public ApiKeyState issue(TenantId tenantId, KeyGrant grant) throws Exception {
        return keys.newInstance(() -> new IssuedKey(tenantId, grant)).invoke(IssuedKey::state);
    }

    @CommandHandler
    Decision<ApiKeyState> issue(IssueApiKey command) throws Exception {
        KeyGrant grant = command.key();
        if (grant.member() != null && !access.isMember(command.tenantId(), grant.member())) {
            return Decision.refused(new UnknownMember(grant.member()));
        }
        if (!access.exists(command.tenantId(), grant.role())) {
            return Decision.refused(new UnknownRole(grant.role()));
        }
        ApiKeyState state = issue(command.tenantId(), grant);
        return Decision.accepted(state, ApiKeyEvent.streamOf(grant.id()), state.version());
    }

    @CommandHandler
    Decision<ApiKeyState> rotate(RotateApiKey command) {
        Optional<Aggregate<IssuedKey>> key = find(command.tenantId(), command.keyId());
        if (key.isEmpty()) {
            return Decision.refused(new ApiKeyNotFound(command.keyId()));
        }
        ApiKeyState before = key.get().invoke(IssuedKey::state);
        if (before.revokedAt() != null) {
            return Decision.refused(new ApiKeyAlreadyRevoked(command.keyId(), before.revokedAt()));
        }
        Duration overlap = Duration.between(command.at(), command.previousUntil());
        if (overlap.isNegative() || overlap.compareTo(RotateApiKey.MAX_OVERLAP) > 0) {
            return Decision.refused(new OverlapOutOfRange(RotateApiKey.MAX_OVERLAP.toSeconds()));
        }
        return changed(key.get(), found -> found.rotate(command));
    }

    /** A key that was revoked stays so: the answer is that of the first time, and no refusal to whoever makes sure. */
    @CommandHandler
    Decision<ApiKeyState> revoke(RevokeApiKey command) {
        Optional<Aggregate<IssuedKey>> key = find(command.tenantId(), command.keyId());
        if (key.isEmpty()) {
            return Decision.refused(new ApiKeyNotFound(command.keyId()));
        }
        ApiKeyState before = key.get().invoke(IssuedKey::state);
        if (before.revokedAt() != null) {
            return Decision.repeated(before, ApiKeyEvent.streamOf(before.id()), before.version());
        }
        return changed(key.get(), found -> found.revoke(command));
    }

    /** Another organization's key does not exist. */
    private Optional<Aggregate<IssuedKey>> find(TenantId tenantId, ApiKeyId id) {
        return Streams.load(keys, ApiKeyEvent.streamOf(id))
                .filter(key -> key.invoke(IssuedKey::state).tenantId().equals(tenantId));
    }

    private static Decision<ApiKeyState> changed(Aggregate<IssuedKey> key, Consumer<IssuedKey> change) {
        key.execute(change);
        ApiKeyState state = key.invoke(IssuedKey::state);
        return Decision.accepted(state, ApiKeyEvent.streamOf(state.id()), state.version());
    }
}
