package io.comptoir.command.organizations;

import io.comptoir.command.access.NewKeys;
import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationRejection.OwnOrganization;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.organizations.ResumeOrganization;
import io.comptoir.contract.organizations.SuspendOrganization;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.KeyedRequest;
import io.comptoir.platform.tenancy.TenantScope;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** For the operator of the platform, who makes organizations and never sees what they hold. */
@RestController
@RequestMapping(path = "/v1/organizations", produces = MediaType.APPLICATION_JSON_VALUE)
class OrganizationCommandController {

    private final Commands commands;
    private final Answers answers;
    private final KeyPepper pepper;
    private final NewKeys keys;
    private final Clock clock;

    OrganizationCommandController(Commands commands, Answers answers, KeyPepper pepper, Clock clock) {
        this.commands = commands;
        this.answers = answers;
        this.pepper = pepper;
        this.keys = new NewKeys(pepper);
        this.clock = clock;
    }

    record NewOrganization(@Nullable String name, @Nullable String slug) {}

    /** @param ownerKey the key of its owner, shown this one time */
    record CreatedOrganization(TenantId id, Slug slug, Note name, OwnerKey ownerKey) {}

    record OwnerKey(ApiKeyId id, String secret) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.PLATFORM_OPERATE)
    ResponseEntity<CreatedOrganization> create(Caller caller, @RequestBody NewOrganization wanted) {
        Note name = Fields.required("name", wanted.name(), Note::new);
        Slug slug = Fields.required("slug", wanted.slug(), Slug::new);
        ApiKey key = keys.next();
        CreateOrganization command = new CreateOrganization(
                KeyedRequest.current()
                        .map(request -> new TenantId(request.idOf("organization")))
                        .orElseGet(() -> new TenantId(Uuids.timeOrdered(clock.instant()))),
                slug,
                name,
                new KeyGrant(key.id(), pepper.hash(key), new Note("first key"), Role.OWNER));
        return answers.created(
                this.<TenantId>sendToAnother(command, caller),
                id -> UriComponentsBuilder.fromPath("/v1/organizations/{id}").build(id),
                id -> new CreatedOrganization(id, slug, name, new OwnerKey(key.id(), key.reveal())));
    }

    record Reason(@Nullable String reason) {}

    @PostMapping(path = "/{id}/suspend", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.PLATFORM_OPERATE)
    ResponseEntity<OrganizationState> suspend(Caller caller, @PathVariable String id, @RequestBody Reason body) {
        Note reason = Fields.required("reason", body.reason(), Note::new);
        TenantId organization = organizationId(id);
        if (organization.equals(caller.tenantId())) {
            throw answers.refusal(new OwnOrganization(organization));
        }
        return answers.ok(
                this.<OrganizationState>sendToAnother(
                        new SuspendOrganization(organization, reason, clock.instant()), caller),
                state -> state);
    }

    @PostMapping(path = "/{id}/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.PLATFORM_OPERATE)
    ResponseEntity<OrganizationState> resume(Caller caller, @PathVariable String id, @RequestBody Reason body) {
        Note reason = Fields.required("reason", body.reason(), Note::new);
        return answers.ok(
                this.<OrganizationState>sendToAnother(
                        new ResumeOrganization(organizationId(id), reason, clock.instant()), caller),
                state -> state);
    }

    private <T> Decision<T> sendToAnother(Command command, Caller caller) {
        return TenantScope.asPlatform(
                "the platform operator manages organizations", () -> commands.send(command, caller.actor()));
    }

    /** Text that is no organization's id names no organization. */
    private static TenantId organizationId(String text) {
        try {
            return TenantId.of(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("organization");
        }
    }
}
