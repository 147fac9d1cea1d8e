package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.OrderId;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.MerkleTree;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.platform.vault.Vault;
import io.comptoir.server.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was stored is proven, and whatever an administrator of the database does to it is found: beside the server, which reads
 * its events again, and far from it, with the files that an auditor kept. Every test puts back what it altered.
 */
@EndToEnd
class HistoryIT {

    private static final JsonMapper JSON = ContractJson.mapper();

    /** Behind the first sixteen, whose subtree is kept as a whole. */
    private static final int REWRITTEN = 17;

    @TempDir
    private Path folder;

    private final RunningServer server;
    private final Organization organization;
    private final Organization stranger;
    private final Api api;
    private final JdbcClient database;

    private final long unused;

    /** The positions of the organization's events. */
    private final List<Long> positions;

    HistoryIT(RunningServer server, Organization organization, Organization stranger) {
        this.server = server;
        this.organization = organization;
        this.stranger = stranger;
        this.api = organization.api();
        this.database = server.part(JdbcClient.class);
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"Cup\",\"price\":" + price(1) + "}")
                .expect(201);
        for (int i = 2; i <= 18; i++) {
            reprice(i);
        }
        // A position that nobody uses, as a command leaves it that was rolled back.
        unused = database.sql("select nextval(pg_get_serial_sequence('events', 'position'))")
                .query(Long.class)
                .single();
        reprice(19);
        this.positions = database.sql(
                        "select position from events where position(? in meta_data) > 0 order by position")
                .param(organization.id().toString().getBytes(UTF_8))
                .query((row, number) -> row.getLong(1))
                .list();
    }

    private static String price(int pounds) {
        return "{\"amount\":\"" + pounds + ".00\",\"currency\":\"GBP\"}";
    }

    private void reprice(int pounds) {
        api.post("/v1/products/A/price", "{\"price\":" + price(pounds) + "}").expect(200);
    }

    private Checkpoint take() {
        return JSON.readValue(api.post("/v1/audit/checkpoints", "").expect(201).text(), Checkpoint.class);
    }

    private JsonNode verification() {
        return api.get("/v1/audit/verification").expect(200).json();
    }

    private String eventAt(int index) {
        return database.sql("select event_id from events where position = ?")
                .param(positions.get(index))
                .query(String.class)
                .single();
    }

    private static List<Hash> hashes(JsonNode list) {
        List<Hash> hashes = new ArrayList<>();
        list.forEach(hash -> hashes.add(Hash.parse(hash.asString())));
        return hashes;
    }

    @Test
    void everyEventIsProvenToBeInTheSignedHistory() {
        Checkpoint checkpoint = take();
        assertThat(checkpoint.isSigned()).isTrue();
        assertThat(checkpoint.treeSize()).isEqualTo(positions.size());
        assertThat(checkpoint.organization()).isEqualTo(organization.id());
        assertThat(checkpoint.position()).isEqualTo(positions.getLast());

        for (int index = 0; index < positions.size(); index++) {
            JsonNode proof =
                    api.get("/v1/audit/proofs/" + eventAt(index)).expect(200).json();
            assertThat(proof.get("index").asInt()).isEqualTo(index);
            assertThat(MerkleTree.includes(
                            checkpoint.rootHash(),
                            checkpoint.treeSize(),
                            index,
                            Hash.parse(proof.get("leafHash").asString()),
                            hashes(proof.get("path"))))
                    .isTrue();
        }
    }

    @Test
    void aLaterCheckpointIsProvenToBeginWithAnEarlierOne() {
        Checkpoint earlier = take();
        reprice(30);
        Checkpoint later = take();

        JsonNode proof = api.get("/v1/audit/consistency?from=" + earlier.treeSize() + "&to=" + later.treeSize())
                .expect(200)
                .json();

        assertThat(later.treeSize()).isEqualTo(earlier.treeSize() + 1);
        assertThat(MerkleTree.isConsistent(
                        earlier.rootHash(),
                        earlier.treeSize(),
                        later.rootHash(),
                        later.treeSize(),
                        hashes(proof.get("proof"))))
                .isTrue();
        assertThat(api.get("/v1/audit/checkpoints?limit=1").expect(200).json().get("data"))
                .singleElement()
                .isEqualTo(Answer.json(JSON.writeValueAsString(later)));
        assertThat(api.all("/v1/audit/checkpoints")).hasSize(2);
    }

    @Test
    void signsNothingTwiceAndListsTheKey() {
        Checkpoint checkpoint = take();

        assertThat(JSON.readValue(
                        api.post("/v1/audit/checkpoints", "").expect(200).text(), Checkpoint.class))
                .isEqualTo(checkpoint);
        assertThat(api.get("/v1/audit/checkpoints/" + checkpoint.treeSize())
                        .expect(200)
                        .json())
                .isEqualTo(Answer.json(JSON.writeValueAsString(checkpoint)));
        assertThat(api.get("/v1/audit/keys").expect(200).json().get("data")).anySatisfy(key -> {
            assertThat(key.get("keyId").asString()).isEqualTo(checkpoint.keyId());
            assertThat(key.get("publicKey").asString()).isEqualTo(checkpoint.publicKey());
        });
    }

    @Test
    void refusesWhatIsNotThereOrNotYet() {
        String early = eventAt(0);
        await().untilAsserted(() -> api.get("/v1/audit/proofs/" + early).problem(409, "not-in-checkpoint"));
        Checkpoint checkpoint = take();
        reprice(40);
        String late = database.sql(
                        "select event_id from events where position(? in meta_data) > 0 order by position desc limit 1")
                .param(organization.id().toString().getBytes(UTF_8))
                .query(String.class)
                .single();
        await().untilAsserted(() -> api.get("/v1/audit/proofs/" + late).problem(409, "not-in-checkpoint"));

        stranger.api().get("/v1/audit/proofs/" + early).problem(404, "not-found");
        api.get("/v1/audit/proofs/nonsense").problem(404, "not-found");
        api.get("/v1/audit/proofs/" + early + "?size=99").problem(404, "not-found");
        api.get("/v1/audit/checkpoints/99").problem(404, "not-found");
        for (String path : List.of(
                "/v1/audit/checkpoints/0",
                "/v1/audit/checkpoints/x",
                "/v1/audit/proofs/" + early + "?size=-1",
                "/v1/audit/consistency?to=1",
                "/v1/audit/consistency?from=1",
                "/v1/audit/consistency?from=2&to=1",
                "/v1/audit/export?from=-1",
                "/v1/audit/export?from=1000",
                "/v1/audit/export?until=1")) {
            api.get(path).problem(400, "malformed-request");
        }
        assertThat(checkpoint.isSigned()).isTrue();
    }

    @Test
    void findsWhatAnAdministratorOfTheDatabaseChanged() throws Exception {
        altered(
                "update events set payload = convert_to(replace(convert_from(payload, 'UTF8'), 'GBP', 'EUR'), 'UTF8')"
                        + " where position = " + positions.get(6),
                "CHANGED",
                6);
    }

    @Test
    void findsAChangeOfTheEnvelopeAndOfTheTime() throws Exception {
        altered(
                "update events set meta_data = meta_data || convert_to(' ', 'UTF8') where position = "
                        + positions.get(7),
                "CHANGED",
                7);
        altered(
                "update events set recorded_at = '2001-01-01T00:00:00Z' where position = " + positions.get(3),
                "CHANGED",
                3);
    }

    @Test
    void findsWhatWasDeleted() throws Exception {
        altered("delete from events where position = " + positions.get(8), "MISSING", 8);
    }

    @Test
    void findsWhatWasCutOff() throws Exception {
        altered("delete from events where position >= " + positions.get(15), "MISSING", 15);
    }

    @Test
    void findsWhatWasSwapped() throws Exception {
        long one = positions.get(5);
        long other = positions.get(9);
        altered(
                "update events set position = -1 where position = " + one + ";"
                        + "update events set position = " + one + " where position = " + other + ";"
                        + "update events set position = " + other + " where position = -1",
                "SWAPPED",
                5);
    }

    /** A product of its own: the read models may take it for an event that was stored late. */
    @Test
    void findsWhatWasAdded() throws Exception {
        altered(
                "insert into events (position, event_id, stream, sequence, aggregate_type, recorded_at, payload_type,"
                        + " payload_revision, payload, meta_data) select " + unused
                        + ", 'forged', stream || '-FORGED', 0, aggregate_type, recorded_at, payload_type,"
                        + " payload_revision, convert_to(replace(convert_from(payload, 'UTF8'), '\"A\"',"
                        + " '\"A-FORGED\"'), 'UTF8'), meta_data from events where payload_type like"
                        + " '%ProductRegistered' and stream = '" + organization.id()
                        + ":product:A'",
                "ADDED",
                positions.size() - 1);
    }

    @Test
    void anErasureIsNoDifference() throws Exception {
        api.post("/v1/inventory/A/receipts", "{\"quantity\":1}").expect(200);
        api.post(
                        "/v1/orders",
                        "{\"channel\":\"web\",\"currency\":\"GBP\","
                                + "\"customer\":{\"reference\":\"f-1\",\"name\":\"Ford Prefect\"},"
                                + "\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":" + price(1) + "}]}")
                .expect(201);
        Path kept = folder.resolve("checkpoint.json");
        Files.writeString(kept, JSON.writeValueAsString(take()));

        api.post("/v1/data-subjects/f-1/erasure", "{\"reason\":\"asked\"}").expect(200);

        JsonNode verification = verification();
        assertThat(verification.get("holds").asBoolean())
                .as(verification.toString())
                .isTrue();
        Verify.Outcome outcome = verifyOffline(kept);
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(Files.readString(folder.resolve("export.ndjson"))).doesNotContain("Ford");
    }

    /** Takes a checkpoint, alters the events as only a superuser can, looks, puts all back, and looks again. */
    private void altered(String sql, String what, int index) throws Exception {
        api.post("/v1/audit/checkpoints", "");
        Checkpoint checkpoint =
                JSON.readValue(api.post("/v1/audit/checkpoints", "").expect(200).text(), Checkpoint.class);
        Path kept = folder.resolve("checkpoint.json");
        Files.writeString(kept, JSON.writeValueAsString(checkpoint));
        assertThat(verification().get("holds").asBoolean()).isTrue();
        asSuperuser("create table kept_events as select * from events where position(convert_to('" + organization.id()
                + "', 'UTF8') in meta_data) > 0");
        try {
            asSuperuser(sql);
            JsonNode verification = verification();
            assertThat(verification.get("holds").asBoolean()).isFalse();
            assertThat(verification.at("/difference/what").asString()).isEqualTo(what);
            assertThat(verification.at("/difference/index").asInt()).isEqualTo(index);
            assertThat(invariant("I6")).isFalse();

            Verify.Outcome outcome = verifyOffline(kept);
            assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
            assertThat(outcome.output())
                    .contains("Differs: " + what + " at index " + index + ", event "
                            + verification.at("/difference/eventId").asString() + ": ");
        } finally {
            asSuperuser("delete from events where position(convert_to('" + organization.id()
                    + "', 'UTF8') in meta_data) > 0;"
                    + "delete from events where position in (select position from kept_events);"
                    + "insert into events select * from kept_events; drop table kept_events");
        }
        assertThat(verification().get("holds").asBoolean()).isTrue();
        Verify.Outcome outcome = verifyOffline(kept);
        assertThat(outcome.status()).as(outcome.output()).isZero();
    }

    private boolean invariant(String id) {
        for (JsonNode result : api.get("/v1/invariants").expect(200).json().get("data")) {
            if (result.get("id").asString().equals(id)) {
                return result.get("holds").asBoolean();
            }
        }
        throw new AssertionError("no " + id);
    }

    private Verify.Outcome verifyOffline(Path checkpoint) throws IOException {
        Path export = folder.resolve("export.ndjson");
        Path keys = folder.resolve("keys.json");
        Files.writeString(export, api.get("/v1/audit/export").expect(200).text());
        Files.writeString(keys, api.get("/v1/audit/keys").expect(200).text());
        return Verify.run(
                "verify",
                "--checkpoint",
                checkpoint.toString(),
                "--export",
                export.toString(),
                "--keys",
                keys.toString());
    }

    private void asSuperuser(String sql) throws SQLException {
        try (Connection connection = server.part(DataSource.class).getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local session_replication_role = replica");
                statement.execute(sql);
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Whoever alters the log as well cannot sign it: what was signed before does not fit any more, and nothing new is. */
    @Test
    void findsThatEventsAndLogWereRewrittenTogether() throws Exception {
        assertThat(take().treeSize()).isGreaterThan(REWRITTEN);
        long position = positions.get(REWRITTEN);
        Hash before = leafAt(REWRITTEN);
        byte[] payload = database.sql("select payload from events where position = ?")
                .param(position)
                .query(byte[].class)
                .single();
        asSuperuser("update events set payload = payload || convert_to(' ', 'UTF8') where position = " + position);
        SealedEvent altered =
                server.part(StoredStream.class).read(position - 1, 1).events().getFirst();
        setLeafAt(REWRITTEN, MerkleTree.leaf(altered));
        try {
            JsonNode verification = verification();
            assertThat(verification.at("/difference/what").asString()).isEqualTo("REWRITTEN");
            reprice(60);
            api.post("/v1/audit/checkpoints", "").problem(409, "history-differs");
        } finally {
            setLeafAt(REWRITTEN, before);
            asSuperuser("update events set payload = decode('" + HexFormat.of().formatHex(payload)
                    + "', 'hex') where position = " + position);
        }
        assertThat(verification().get("holds").asBoolean()).isTrue();
        api.post("/v1/audit/checkpoints", "").expect(201);
    }

    private Hash leafAt(int index) {
        return server.part(Vault.class)
                .ask(vault -> Hash.of(vault.sql("select hash from history_leaves where organization = ? and leaf = ?")
                        .params(organization.id().value(), index)
                        .query(byte[].class)
                        .single()));
    }

    private void setLeafAt(int index, Hash hash) {
        int changed = server.part(Vault.class)
                .ask(vault -> vault.sql("update history_leaves set hash = ? where organization = ? and leaf = ?")
                        .params(hash.bytes(), organization.id().value(), index)
                        .update());
        assertThat(changed).isEqualTo(1);
    }

    /** A golden event of an older revision lies in the store; everybody reads it as today's. */
    @Test
    void readsAnEventOfAnOlderRevisionWhoeverAsks() throws Exception {
        asSuperuser(
                "update events set payload_revision = '1', payload = convert_to(regexp_replace(convert_from(payload,"
                        + " 'UTF8'), ',\"before\":[{][^}]*[}]', ''), 'UTF8') where payload_type like '%ProductRepriced'"
                        + " and position in ("
                        + String.join(
                                ",", positions.stream().map(String::valueOf).toList()) + ")");
        assertThat(database.sql("select count(*) from events where payload_revision = '1' and position(? in payload) >"
                                + " 0 and position in (select position from events where position(? in meta_data)"
                                + " > 0)")
                        .params(
                                "before".getBytes(UTF_8),
                                organization.id().toString().getBytes(UTF_8))
                        .query(Long.class)
                        .single())
                .isZero();

        reprice(70);

        assertThat(api.after(server.caughtUp())
                        .get("/v1/products/A")
                        .expect(200)
                        .json()
                        .at("/price/amount")
                        .asString())
                .isEqualTo("70.00");
        assertThat(invariant("I2")).isTrue();
        assertThat(invariant("I3")).isTrue();
    }

    @Test
    void theInvariantsHoldAndSayWhatTheyLookedAt() {
        api.post("/v1/inventory/A/receipts", "{\"quantity\":5}").expect(200);
        String order = api.post(
                        "/v1/orders",
                        "{\"channel\":\"web\",\"externalId\":\"1\",\"currency\":\"GBP\",\"customer\":{\"country\":\"Norway\"},"
                                + "\"lines\":[{\"sku\":\"A\",\"quantity\":2,\"unitPrice\":" + price(3) + "}]}")
                .expect(201)
                .json()
                .get("id")
                .asString();
        api.post("/v1/orders/" + order + "/cancel", "{\"reason\":\"r\"}").expect(200);
        PlanEffect plan = new PlanEffect(
                organization.id(),
                EffectId.of(organization.id(), EffectKind.ORDER_CONFIRMATION.wireName(), "event"),
                EffectKind.ORDER_CONFIRMATION,
                OrderId.of(order).streamOf(organization.id()),
                Instant.EPOCH);
        assertThat(TenantScope.<Decision<EffectState>, RuntimeException>in(
                        organization.id(), () -> server.part(Commands.class).send(plan, Actor.system("test"))))
                .isInstanceOf(Decision.Accepted.class);

        JsonNode data = api.get("/v1/invariants").expect(200).json().get("data");

        assertThat(data)
                .hasSize(8)
                .allSatisfy(result -> assertThat(result.get("holds").asBoolean())
                        .as(result.toString())
                        .isTrue());
        for (int i = 0; i < 8; i++) {
            assertThat(data.get(i).get("id").asString()).isEqualTo("I" + (i + 1));
            // Nothing is billed yet.
            assertThat(data.get(i).get("checked").asLong() > 0)
                    .as(data.get(i).toString())
                    .isEqualTo(i != 4);
        }
    }
}
