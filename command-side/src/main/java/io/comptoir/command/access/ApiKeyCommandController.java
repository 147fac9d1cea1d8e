package io.comptoir.command.access;

import io.comptoir.contract.access.AccessRejection.ApiKeyNotFound;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.IssueApiKey;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RevokeApiKey;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RotateApiKey;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.platform.access.AccessEvents;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.ApiKeyAnswer;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Grants;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping(path = "/v1/api-keys", produces = MediaType.APPLICATION_JSON_VALUE)
class ApiKeyCommandController {

    /** A key that expires later might as well not. */
    private static final Duration MAX_LIFETIME = Duration.ofDays(3_653);

    private final Commands commands;
    private final Answers answers;
    private final AccessEvents access;
    private final Grants grants;
    private final KeyPepper pepper;
    private final NewKeys keys;
    private final Clock clock;

    ApiKeyCommandController(
            Commands commands, Answers answers, AccessEvents access, Grants grants, KeyPepper pepper, Clock clock) {
        this.commands = commands;
        this.answers = answers;
        this.access = access;
        this.grants = grants;
        this.pepper = pepper;
        this.keys = new NewKeys(pepper);
        this.clock = clock;
    }

    record NewKey(
            @Nullable String label,
            @Nullable String role,
            @Nullable List<@Nullable String> scopes,
            @Nullable String member,
            @Nullable Instant expiresAt,
            @Nullable Boolean platformOperator) {}

    /** @param secret the whole key, shown this one time */
    record KeyWithSecret(String secret, ApiKeyAnswer apiKey) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.API_KEYS_MANAGE)
    ResponseEntity<KeyWithSecret> issue(Caller caller, @RequestBody NewKey wanted) {
        ApiKey key = keys.next();
        KeyGrant grant = new KeyGrant(
                key.id(),
                pepper.hash(key),
                Fields.required("label", wanted.label(), Note::new),
                Fields.required("role", wanted.role(), Role::new),
                scopes(wanted.scopes()),
                Fields.optional("member", wanted.member(), SubjectId::new),
                Fields.optional("expiresAt", wanted.expiresAt(), this::future),
                Boolean.TRUE.equals(wanted.platformOperator()) ? true : null);
        // The member is left out: who it is may change, and the key must not grow with that.
        GrantLimit.require(
                caller,
                grants.ofKey(
                        caller.tenantId(),
                        grant.role(),
                        grant.scopes(),
                        null,
                        grant.operatesPlatform(),
                        clock.instant()));
        return answers.created(
                commands.<ApiKeyState>send(new IssueApiKey(caller.tenantId(), grant), caller.actor()),
                state -> UriComponentsBuilder.fromPath("/v1/api-keys/{id}").build(state.id()),
                state -> new KeyWithSecret(key.reveal(), ApiKeyAnswer.of(state, null)));
    }

    private static @Nullable List<Permission> scopes(@Nullable List<@Nullable String> names) {
        if (names == null) {
            return null;
        }
        if (names.isEmpty()) {
            throw Problem.invalid("scopes", "must not be empty; leave them out for all that the role gives");
        }
        return PermissionFields.read("scopes", names);
    }

    private Instant future(Instant expiresAt) {
        Instant now = clock.instant();
        if (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(MAX_LIFETIME))) {
            throw new InvalidValue("must be in the future, at most " + MAX_LIFETIME.toDays() + " days");
        }
        return expiresAt;
    }

    record Rotation(@Nullable String overlap) {}

    /** The present secret works on for {@code overlap}, such as {@code PT24H}; {@code PT0S} ends it at once. */
    @PostMapping(path = "/{id}/rotate", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.API_KEYS_MANAGE)
    ResponseEntity<KeyWithSecret> rotate(Caller caller, @PathVariable String id, @RequestBody Rotation rotation) {
        Duration overlap = Fields.required("overlap", rotation.overlap(), ApiKeyCommandController::duration);
        ApiKeyState present = managed(caller, id);
        ApiKey key = keys.next(present.id());
        Instant now = clock.instant();
        RotateApiKey command = new RotateApiKey(caller.tenantId(), key.id(), pepper.hash(key), now, now.plus(overlap));
        return answers.ok(
                commands.<ApiKeyState>send(command, caller.actor()),
                state -> new KeyWithSecret(key.reveal(), ApiKeyAnswer.of(state, null)));
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative() && duration.compareTo(RotateApiKey.MAX_OVERLAP) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            throw notAnOverlap();
        }
        throw notAnOverlap();
    }

    private static InvalidValue notAnOverlap() {
        return new InvalidValue(
                "must be a duration from PT0S to PT" + RotateApiKey.MAX_OVERLAP.toHours() + "H, such as PT24H");
    }

    record Revocation(@Nullable String reason) {}

    @PostMapping(path = "/{id}/revoke", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.API_KEYS_MANAGE)
    ResponseEntity<ApiKeyAnswer> revoke(Caller caller, @PathVariable String id, @RequestBody Revocation revocation) {
        @Nullable Note reason = Fields.optional("reason", revocation.reason(), Note::new);
        ApiKeyState present = managed(caller, id);
        requireAnotherOwner(caller, present);
        RevokeApiKey command = new RevokeApiKey(caller.tenantId(), present.id(), reason, clock.instant());
        return answers.ok(commands.<ApiKeyState>send(command, caller.actor()), state -> ApiKeyAnswer.of(state, null));
    }

    /** What an owner's key can do, only another owner's can end. So an organization cannot lock itself out. */
    private static void requireAnotherOwner(Caller caller, ApiKeyState revoked) {
        if (revoked.role().equals(Role.OWNER)
                && revoked.revokedAt() == null
                && caller.actor().equals(Actor.key(revoked.id().value()))) {
            throw new Problem(
                    HttpStatus.CONFLICT,
                    "own-owner-key",
                    "An owner's key does not revoke itself; issue another one and revoke it with that, or rotate it.",
                    Map.of("keyId", revoked.id()));
        }
    }

    /** A key of the caller's organization that can do no more than the caller. */
    private ApiKeyState managed(Caller caller, String id) {
        ApiKeyId keyId = keyId(id);
        Optional<ApiKeyState> key =
                access.key(keyId).filter(found -> found.tenantId().equals(caller.tenantId()));
        if (key.isEmpty()) {
            throw answers.refusal(new ApiKeyNotFound(keyId));
        }
        ApiKeyState found = key.get();
        GrantLimit.require(
                caller,
                grants.ofKey(
                        caller.tenantId(),
                        found.role(),
                        found.scopes(),
                        null,
                        found.operatesPlatform(),
                        clock.instant()));
        return found;
    }

    /** Text that is no key's id names no key. */
    private static ApiKeyId keyId(String text) {
        try {
            return new ApiKeyId(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("key");
        }
    }
}
