package io.comptoir.platform.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;

/** Keys of an organization in an event store in memory, and what verifies them. A new one has forgotten what it knew. */
final class KeyChain {

    static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");

    final SettableClock clock = new SettableClock();
    final EventStore events = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();
    final KeyPepper pepper = new KeyPepper(new byte[KeyPepper.BYTES]);
    private final SecureRandom random = new SecureRandom();

    KeyChain() {
        store(OrganizationEvent.streamOf(TENANT), new OrganizationCreated(TENANT, new Slug("demo"), new Note("Demo")));
    }

    /** As a node sees it that has looked at nothing yet. */
    ApiKeys verifier() {
        AccessEvents access = new AccessEvents(events);
        return new ApiKeys(access, new Grants(access), pepper, clock);
    }

    ApiKey issue(UnaryOperator<KeyGrant> how) {
        ApiKey key = ApiKey.generate(random);
        store(
                ApiKeyEvent.streamOf(key.id()),
                new ApiKeyIssued(
                        TENANT,
                        how.apply(new KeyGrant(key.id(), pepper.hash(key), new Note("a key"), Role.DEVELOPER))));
        return key;
    }

    ApiKey issue() {
        return issue(grant -> grant);
    }

    ApiKey newSecretOf(ApiKey key) {
        return ApiKey.generate(key.id(), random);
    }

    void store(StreamId stream, DomainEvent event) {
        long sequence = events.lastSequenceNumberFor(stream.toString()).orElse(-1L) + 1;
        events.publish(new GenericDomainEventMessage<>(stream.kind(), stream.toString(), sequence, event));
    }
}
