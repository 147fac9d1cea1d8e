package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.platform.access.ApiKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Keys, roles, members and organizations, as those see it who manage them and those whom they concern. */
@EndToEnd
class AccessIT {

    /** What is revoked is refused everywhere after five seconds; the rest is for a slow machine. */
    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(7);

    private final RunningServer server;
    private final Organization organization;
    private final Api owner;

    AccessIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.owner = organization.api();
    }

    /** A key as it was issued. */
    private record Issued(String id, String secret, Answer answer) {

        static Issued of(Answer answer) {
            JsonNode json = answer.json();
            return new Issued(
                    json.at("/apiKey/id").asString(), json.get("secret").asString(), answer);
        }
    }

    private Issued issue(String details) {
        return Issued.of(owner.post("/v1/api-keys", "{\"label\":\"a key\"," + details + "}")
                .expect(201));
    }

    private Api with(Issued key) {
        return Api.at(server.apiAddress()).withKey(key.secret());
    }

    @Test
    void aKeyIsShownOnceAndListedWithoutItsSecret() {
        Issued key = issue("\"role\":\"analyst\",\"scopes\":[\"search:read\",\"orders:read\"]");

        JsonNode expected = json("""
                {"id":"%s","label":"a key","role":"analyst","scopes":["orders:read","search:read"],"version":1}""".formatted(key.id()));
        assertThat(key.answer().json().get("apiKey")).isEqualTo(expected);
        assertThat(key.answer().header("Location")).isEqualTo("/v1/api-keys/" + key.id());
        assertThat(owner.get("/v1/api-keys/" + key.id()).expect(200).json()).isEqualTo(expected);
        List<JsonNode> all = owner.after(key.answer()).all("/v1/api-keys");
        assertThat(all)
                .extracting(each -> each.get("id").asString())
                .containsExactly(organization.key().id().value(), key.id());
        assertThat(all.toString()).doesNotContain(key.secret(), "secretHash", "hmac");
        assertThat(owner.after(key.answer()).get("/v1/audit/events").text()).doesNotContain(key.secret(), "hmac");
    }

    @Test
    void whenAKeyWasUsedLastIsKnown() {
        Issued key = issue("\"role\":\"analyst\"");
        Instant before = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
        with(key).get("/v1/orders").expect(200);

        await().untilAsserted(() -> assertThat(Instant.parse(owner.get("/v1/api-keys/" + key.id())
                        .expect(200)
                        .json()
                        .path("lastUsedAt")
                        .asString("1970-01-01T00:00:00Z")))
                .isBetween(before, Clock.systemUTC().instant()));
    }

    @Test
    void aKeyCanDoWhatItsRoleAndScopesSayAndNothingElse() {
        Api analyst = with(issue("\"role\":\"analyst\",\"scopes\":[\"search:read\",\"orders:write\"]"));

        analyst.get("/v1/search/orders").expect(200);
        assertThat(analyst.get("/v1/orders").problem(403, "forbidden"))
                .isEqualTo(json("{\"permission\":\"orders:read\"}"));
        assertThat(analyst.post("/v1/orders", "{}").problem(403, "forbidden"))
                .isEqualTo(json("{\"permission\":\"orders:write\"}"));
    }

    @Test
    void aRotatedKeyHasTwoSecretsForAWhile() {
        Issued key = issue("\"role\":\"analyst\"");
        with(key).get("/v1/orders").expect(200);

        Issued rotated = Issued.of(owner.post("/v1/api-keys/" + key.id() + "/rotate", "{\"overlap\":\"PT1H\"}")
                .expect(200));

        assertThat(rotated.id()).isEqualTo(key.id());
        await().atMost(REVOKED_WITHIN)
                .until(() -> with(rotated).get("/v1/orders").status() == 200);
        with(key).get("/v1/orders").expect(200);

        Issued last = Issued.of(owner.post("/v1/api-keys/" + key.id() + "/rotate", "{\"overlap\":\"PT0S\"}")
                .expect(200));
        await().atMost(REVOKED_WITHIN)
                .untilAsserted(() -> with(rotated).get("/v1/orders").problem(401, "unauthenticated"));
        with(key).get("/v1/orders").problem(401, "unauthenticated");
        with(last).get("/v1/orders").expect(200);
    }

    @Test
    void aRevokedKeyIsRefusedWithinSecondsAndSoAreItsTokens() {
        Issued key = issue("\"role\":\"analyst\"");
        Api token = Api.at(server.apiAddress()).withKey(Tokens.get(server, key.id(), key.secret(), ""));
        with(key).get("/v1/orders").expect(200);
        token.get("/v1/orders").expect(200);

        JsonNode revoked = owner.post("/v1/api-keys/" + key.id() + "/revoke", "{\"reason\":\"leaked\"}")
                .expect(200)
                .json();

        JsonNode facts = json("{\"revokedAt\":" + revoked.get("revokedAt") + "}");
        await().atMost(REVOKED_WITHIN)
                .untilAsserted(() -> assertThat(with(key).get("/v1/orders").problem(401, "key-revoked"))
                        .isEqualTo(facts));
        token.get("/v1/orders").problem(401, "key-revoked");
        assertThat(owner.post("/v1/api-keys/" + key.id() + "/revoke", "{}")
                        .expect(200)
                        .json())
                .isEqualTo(revoked);
        assertThat(owner.post("/v1/api-keys/" + key.id() + "/rotate", "{\"overlap\":\"PT0S\"}")
                        .problem(409, "api-key-already-revoked")
                        .get("keyId")
                        .asString())
                .isEqualTo(key.id());
    }

    @Test
    void anExpiredKeyIsRefused() {
        Instant end = Clock.systemUTC().instant().plusMillis(1_500).truncatedTo(ChronoUnit.MILLIS);
        Issued key = issue("\"role\":\"analyst\",\"expiresAt\":\"" + end + "\"");

        await().atMost(REVOKED_WITHIN)
                .untilAsserted(() -> assertThat(with(key).get("/v1/orders").problem(401, "key-expired"))
                        .isEqualTo(json("{\"expiredAt\":\"" + end + "\"}")));
        assertThat(Clock.systemUTC().instant()).isAfterOrEqualTo(end);
    }

    @Test
    void whatIsNoKeySaysNothingAboutAnyKey() {
        String text = organization.key().reveal();
        char last = text.charAt(text.length() - 1);
        String mistyped = text.substring(0, text.length() - 1) + (last == 'a' ? 'b' : 'a');
        String wrong =
                ApiKey.generate(organization.key().id(), new SecureRandom()).reveal();
        String unknown = ApiKey.generate(new SecureRandom()).reveal();

        for (String key : List.of(mistyped, wrong, unknown, "", "x", "..")) {
            Answer answer = owner.withKey(key).get("/v1/orders");
            assertThat(answer.status()).as(key).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertThat(owner.withKey(mistyped).get("/v1/orders").problem(401, "unauthenticated"))
                .isEmpty();
        assertThat(owner.withKey(wrong).get("/v1/orders").problem(401, "unauthenticated"))
                .isEqualTo(owner.withKey(unknown).get("/v1/orders").problem(401, "unauthenticated"))
                .isEmpty();
    }

    @Test
    void anAuditorSeesWhatKeysWereRefusedFor() {
        Issued key = issue("\"role\":\"analyst\"");
        Api auditor = with(issue("\"role\":\"auditor\""));
        String wrong =
                ApiKey.generate(new ApiKeyId(key.id()), new SecureRandom()).reveal();
        for (int i = 0; i < 20; i++) {
            owner.withKey(wrong).get("/v1/orders").expect(401);
        }
        with(key).post("/v1/products", "{}").expect(403);

        await().untilAsserted(() -> {
            List<JsonNode> refusals = auditor.all("/v1/audit/events?type=ApiKeyRefused");
            assertThat(refusals)
                    .extracting(each -> each.at("/payload/reason").asString())
                    .containsExactlyInAnyOrder("WRONG_SECRET", "PERMISSION_MISSING");
            assertThat(refusals)
                    .allSatisfy(each ->
                            assertThat(each.at("/payload/keyId").asString()).isEqualTo(key.id()));
        });
        assertThat(server.output()).doesNotContain(key.secret(), wrong);
    }

    @Test
    void nobodyGivesMoreThanTheyHave() {
        Api developer = with(issue("\"role\":\"developer\""));

        assertThat(developer
                        .post("/v1/api-keys", "{\"label\":\"more\",\"role\":\"owner\"}")
                        .problem(403, "grant-exceeds-own")
                        .get("permissions")
                        .toString())
                .contains("organization:manage", "members:manage")
                .doesNotContain("orders:read");
        developer
                .post("/v1/api-keys", "{\"label\":\"scoped\",\"role\":\"owner\",\"scopes\":[\"orders:read\"]}")
                .expect(201);
        developer
                .post("/v1/api-keys/" + organization.key().id() + "/revoke", "{}")
                .problem(403, "grant-exceeds-own");
        developer
                .post("/v1/api-keys/" + organization.key().id() + "/rotate", "{\"overlap\":\"PT0S\"}")
                .problem(403, "grant-exceeds-own");
        Api admin = with(issue("\"role\":\"admin\""));
        admin.post("/v1/roles", "{\"role\":\"more\",\"permissions\":[\"organization:manage\"]}")
                .problem(403, "grant-exceeds-own");
        admin.post("/v1/members", "{\"subject\":\"auth0|1\",\"grants\":[{\"role\":\"owner\"}]}")
                .problem(403, "grant-exceeds-own");
        assertThat(owner.post("/v1/api-keys", "{\"label\":\"all\",\"role\":\"owner\",\"platformOperator\":true}")
                        .problem(403, "grant-exceeds-own")
                        .get("permissions")
                        .toString())
                .contains("platform:operate");
        owner.get("/v1/orders").expect(200);
    }

    @Test
    void theOwnerOfAnOrganizationCannotLockItOut() {
        Issued second = issue("\"role\":\"owner\"");

        assertThat(with(second)
                        .post("/v1/api-keys/" + second.id() + "/revoke", "{}")
                        .problem(409, "own-owner-key")
                        .get("keyId")
                        .asString())
                .isEqualTo(second.id());
        with(second).get("/v1/orders").expect(200);
        owner.post("/v1/api-keys/" + second.id() + "/revoke", "{}").expect(200);
        Issued developer = issue("\"role\":\"developer\"");
        with(developer).post("/v1/api-keys/" + developer.id() + "/revoke", "{}").expect(200);
    }

    @Test
    void aRoleOfTheOrganizationIsGivenToMembersAndTheirKeys() {
        owner.post("/v1/roles", "{\"role\":\"support\",\"permissions\":[\"search:read\",\"orders:read\"]}")
                .expect(201);
        assertThat(owner.get("/v1/roles/support").expect(200).json())
                .isEqualTo(json(
                        "{\"role\":\"support\",\"permissions\":[\"orders:read\",\"search:read\"],\"builtIn\":false}"));
        assertThat(owner.all("/v1/roles"))
                .extracting(each -> each.get("role").asString())
                .containsExactly("admin", "analyst", "auditor", "developer", "operator", "owner", "support");
        Answer added = owner.post(
                        "/v1/members",
                        "{\"subject\":\"auth0|7\",\"label\":\"night shift\",\"grants\":[{\"role\":\"support\"}]}")
                .expect(201);
        assertThat(added.json())
                .isEqualTo(owner.get("/v1/members/auth0%7C7").expect(200).json());
        assertThat(owner.all("/v1/members")).containsExactly(added.json());
        Issued key = issue("\"role\":\"owner\",\"member\":\"auth0|7\"");
        with(key).get("/v1/orders").expect(200);
        with(key).get("/v1/products").problem(403, "forbidden");

        owner.send(
                        "PUT",
                        "/v1/members/auth0%7C7/grants",
                        "application/json",
                        BodyPublishers.ofString("{\"grants\":[{\"role\":\"analyst\"}]}"))
                .expect(200);
        await().atMost(REVOKED_WITHIN).until(() -> with(key).get("/v1/products").status() == 200);

        owner.send("DELETE", "/v1/members/auth0%7C7", null, BodyPublishers.noBody())
                .expect(200);
        await().atMost(REVOKED_WITHIN).until(() -> with(key).get("/v1/products").status() == 403);
        owner.get("/v1/members/auth0%7C7").problem(404, "not-found");
    }

    @Test
    void valuesOutOfRangeNameTheirField() {
        field("/v1/api-keys", "{\"label\":\"x\",\"role\":\"No Role\"}", 422, "role");
        field("/v1/api-keys", "{\"label\":\"x\"}", 400, "role");
        field("/v1/api-keys", "{\"label\":\"x\",\"role\":\"owner\",\"scopes\":[]}", 422, "scopes");
        field("/v1/api-keys", "{\"label\":\"x\",\"role\":\"owner\",\"scopes\":[\"orders\"]}", 422, "scopes[0]");
        field(
                "/v1/api-keys",
                "{\"label\":\"x\",\"role\":\"owner\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                422,
                "expiresAt");
        field("/v1/api-keys/" + organization.key().id() + "/rotate", "{\"overlap\":\"PT721H\"}", 422, "overlap");
        field("/v1/api-keys/" + organization.key().id() + "/rotate", "{}", 400, "overlap");
        field("/v1/members", "{\"subject\":\"ada@example.org\",\"grants\":[{\"role\":\"analyst\"}]}", 422, "subject");
        field(
                "/v1/members",
                "{\"subject\":\"a\",\"grants\":[{\"role\":\"analyst\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}]}",
                422,
                "grants[0].expiresAt");
        field("/v1/roles", "{\"role\":\"support\",\"permissions\":[\"orders:read\",\"x\"]}", 422, "permissions[1]");
        owner.post("/v1/api-keys", "{\"label\":\"x\",\"role\":\"support\"}").problem(422, "unknown-role");
        owner.post("/v1/api-keys", "{\"label\":\"x\",\"role\":\"owner\",\"member\":\"nobody\"}")
                .problem(422, "unknown-member");
        owner.post("/v1/roles", "{\"role\":\"owner\",\"permissions\":[]}").problem(422, "role-is-built-in");
    }

    private void field(String path, String body, int status, String field) {
        String type = status == 400 ? "malformed-request" : "invalid-value";
        assertThat(owner.post(path, body).problem(status, type).get("field").asString())
                .isEqualTo(field);
    }

    @Test
    void theOperatorOfThePlatformMakesOrganizationsAndSuspendsThem() {
        Api operator = server.operator();
        String slug = "made-" + organization.id().toString().substring(24);
        JsonNode made = operator.post("/v1/organizations", "{\"name\":\"Made\",\"slug\":\"" + slug + "\"}")
                .expect(201)
                .json();
        String path = "/v1/organizations/" + made.get("id").asString();
        Api itsOwner =
                Api.at(server.apiAddress()).withKey(made.at("/ownerKey/secret").asString());
        JsonNode state = itsOwner.get("/v1/organization").expect(200).json();
        assertThat(state)
                .isEqualTo(json(
                        "{\"id\":%s,\"slug\":\"%s\",\"name\":\"Made\",\"version\":1}".formatted(made.get("id"), slug)))
                .isEqualTo(operator.get(path).expect(200).json());
        operator.post("/v1/organizations", "{\"name\":\"Again\",\"slug\":\"" + slug + "\"}")
                .problem(409, "slug-taken");

        JsonNode suspended = operator.post(path + "/suspend", "{\"reason\":\"unpaid\"}")
                .expect(200)
                .json();
        JsonNode facts = json("{\"suspendedAt\":" + suspended.get("suspendedAt") + "}");
        await().atMost(REVOKED_WITHIN)
                .untilAsserted(() -> assertThat(itsOwner.get("/v1/organization").problem(403, "organization-suspended"))
                        .isEqualTo(facts));
        operator.post(path + "/suspend", "{\"reason\":\"unpaid\"}").problem(409, "organization-already-suspended");

        operator.post(path + "/resume", "{\"reason\":\"paid\"}").expect(200);
        await().atMost(REVOKED_WITHIN)
                .until(() -> itsOwner.get("/v1/organization").status() == 200);
        operator.post(path + "/resume", "{\"reason\":\"paid\"}").problem(409, "organization-not-suspended");
        String own =
                operator.get("/v1/organization").expect(200).json().get("id").asString();
        operator.post("/v1/organizations/" + own + "/suspend", "{\"reason\":\"r\"}")
                .problem(422, "own-organization");
        operator.post("/v1/organizations/nonsense/suspend", "{\"reason\":\"r\"}")
                .problem(404, "not-found");
        operator.post("/v1/organizations/00000000-0000-7000-8000-000000000009/suspend", "{\"reason\":\"r\"}")
                .problem(404, "organization-not-found");
    }
}
