package io.comptoir.projection.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.projection.elasticsearch.Mapping;
import io.comptoir.projection.replay.StoredEvent;
import java.time.Instant;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AuditProjectionTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final JsonMapper JSON = ContractJson.mapper();

    private final ApiKeyIssued issued = new ApiKeyIssued(
            TENANT, new KeyGrant(new ApiKeyId("abcdefghijklmnop"), "f00d", new Note("first key"), Role.OWNER));

    private final StoredEvent<DomainEvent> stored = new StoredEvent<>(
            issued,
            "event-1",
            ApiKeyEvent.streamOf(issued.key().id()).toString(),
            1,
            42,
            Instant.parse("2026-01-01T00:00:00.123456Z"),
            MetaData.from(
                    new Envelope(TENANT, Actor.process("first-run", "key-1"), "command", "correlation", "cause", null)
                            .toMetaData()));

    @Test
    void tellsTheEnvelopeAndWhatHappened() {
        AuditEntry entry = AuditEntry.of(stored);

        assertThat(JSON.readTree(JSON.writeValueAsString(entry))).isEqualTo(JSON.readTree("""
                {"position":42,"id":"event-1","type":"ApiKeyIssued","revision":2,"aggregate":"api-key:abcdefghijklmnop",
                 "version":1,"recordedAt":"2026-01-01T00:00:00.123456Z",
                 "actor":{"kind":"PROCESS","id":"first-run","onBehalfOf":"key-1"},
                 "commandId":"command","correlationId":"correlation","causationId":"cause",
                 "payload":{"tenantId":"00000000-0000-7000-8000-000000000001",
                            "key":{"id":"abcdefghijklmnop","label":"first key","role":"owner"}}}"""));
    }

    @Test
    void leavesOutWhatVerifiesAKey() {
        assertThat(AuditEntry.of(stored).payload().toString()).doesNotContain("f00d", "secretHash");
    }

    @Test
    void findsAnEventByWhoActedAndOnWhoseBehalf() {
        assertThat(AuditProjection.indexed(stored).actors()).containsExactly("first-run", "key-1");
    }

    @Test
    void readsBackWhatItWrites() {
        AuditEntries.Indexed indexed = AuditProjection.indexed(stored);

        assertThat(JSON.readValue(JSON.writeValueAsString(indexed), AuditEntries.Indexed.class))
                .isEqualTo(indexed);
    }

    @Test
    void hasExactlyTheFieldsOfItsMapping() {
        assertThat(Mapping.fieldsOf(AuditEntries.Indexed.class, "events-search.json"))
                .containsExactlyInAnyOrderElementsOf(Mapping.componentsOf(AuditEntries.Indexed.class));
    }
}
