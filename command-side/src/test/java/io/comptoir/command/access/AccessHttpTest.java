package io.comptoir.command.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.command.CommandSide;
import io.comptoir.command.HttpWithoutVault;
import io.comptoir.contract.Decision;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.messaging.Commands;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys, tokens and organizations through HTTP, on an event store in memory. */
class AccessHttpTest {

    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(7);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ApiKey OWNER = ApiKey.generate(new SecureRandom());
    private static final ApiKey OPERATOR = ApiKey.generate(new SecureRandom());

    /** What {@link CommandSide} leaves out. */
    @Import({
        ApiKeyCommandController.class,
        RoleCommandController.class,
        MemberCommandController.class,
        OrganizationRoutes.class
    })
    static class Http extends HttpWithoutVault {}

    @ComponentScan(
            basePackages = "io.comptoir.command.organizations",
            useDefaultFilters = false,
            includeFilters = @ComponentScan.Filter(RestController.class))
    static class OrganizationRoutes {}

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext server;

    @BeforeAll
    static void start() {
        server = CommandSide.application(Http.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "server.address=127.0.0.1")
                .run();
        create("shop", OWNER, grant -> grant);
        create("platform", OPERATOR, KeyGrant::ofPlatformOperator);
    }

    private static void create(String slug, ApiKey key, UnaryOperator<KeyGrant> how) {
        KeyGrant grant = new KeyGrant(key.id(), server.getBean(KeyPepper.class).hash(key), new Note("key"), Role.OWNER);
        Decision<TenantId> created = server.getBean(Commands.class)
                .send(
                        new CreateOrganization(
                                new TenantId(Uuids.timeOrdered(Instant.EPOCH)),
                                new Slug(slug),
                                new Note("Organization"),
                                how.apply(grant)),
                        Actor.system("test"));
        assertThat(created).isInstanceOf(Decision.Accepted.class);
    }

    @AfterAll
    static void stop() {
        server.close();
        CLIENT.close();
    }

    @Test
    void aKeyIsIssuedRotatedAndRevoked() throws Exception {
        HttpResponse<String> issued = post(bearer(OWNER.reveal()), "/v1/api-keys", """
                {"label":"till","role":"developer","scopes":["api-keys:manage"]}""");
        assertThat(issued.statusCode()).isEqualTo(201);
        String id = json(issued).at("/apiKey/id").asString();
        String first = json(issued).get("secret").asString();
        assertThat(json(issued).get("apiKey").toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"label\":\"till\",\"role\":\"developer\","
                        + "\"scopes\":[\"api-keys:manage\"],\"version\":1}");
        assertProblem(post(bearer(first), "/v1/roles", "{}"), 403, "forbidden", "\"permission\":\"roles:manage\"");
        assertProblem(
                post(bearer(first), "/v1/api-keys", "{\"label\":\"more\",\"role\":\"owner\"}"),
                403,
                "grant-exceeds-own",
                "organization:manage");

        HttpResponse<String> rotated =
                post(bearer(OWNER.reveal()), "/v1/api-keys/" + id + "/rotate", "{\"overlap\":\"PT0S\"}");
        assertThat(rotated.statusCode()).isEqualTo(200);
        String second = json(rotated).get("secret").asString();
        await().atMost(KNOWN_WITHIN)
                .until(() -> post(bearer(second), "/v1/api-keys", "{}").statusCode() == 400);
        assertProblem(post(bearer(first), "/v1/api-keys", "{}"), 401, "unauthenticated", "");

        assertThat(post(bearer(OWNER.reveal()), "/v1/api-keys/" + id + "/revoke", "{\"reason\":\"leaked\"}")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(KNOWN_WITHIN)
                .untilAsserted(() ->
                        assertProblem(post(bearer(second), "/v1/api-keys", "{}"), 401, "key-revoked", "revokedAt"));
    }

    @Test
    void aTokenIsGivenForAKeyAndForNothingElse() throws Exception {
        HttpResponse<String> answer = askForToken(OWNER.id().value(), OWNER.reveal(), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String token = json(answer).get("access_token").asString();
        assertThat(json(answer).get("expires_in").asInt()).isBetween(590, 600);
        assertThat(post(bearer(token), "/v1/api-keys", "{}").statusCode()).isEqualTo(400);

        String narrow = json(askForToken(OWNER.id().value(), OWNER.reveal(), "&scope=orders:read"))
                .get("access_token")
                .asString();
        assertProblem(post(bearer(narrow), "/v1/api-keys", "{}"), 403, "forbidden", "api-keys:manage");
        assertThat(askForToken(OWNER.id().value(), OWNER.reveal(), "&scope=platform:operate")
                        .body())
                .contains("invalid_scope");
        for (String secret : List.of("x", OPERATOR.reveal())) {
            HttpResponse<String> refused = askForToken(OWNER.id().value(), secret, "");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
            assertThat(refused.body()).contains("invalid_client");
        }
        String[] parts = token.split("\\.", -1);
        assertProblem(
                post(bearer(parts[0] + "." + parts[1] + "."), "/v1/api-keys", "{}"),
                401,
                "invalid-token",
                "\"reason\":\"unsigned\"");
        HttpResponse<String> keys =
                CLIENT.send(HttpRequest.newBuilder(uri("/oauth2/jwks")).build(), BodyHandlers.ofString());
        assertThat(keys.body()).contains("\"crv\":\"P-256\"").doesNotContain("\"d\"");
    }

    @Test
    void theOperatorMakesAndSuspendsOrganizations() throws Exception {
        assertProblem(
                post(bearer(OWNER.reveal()), "/v1/organizations", "{\"name\":\"New\",\"slug\":\"new\"}"),
                403,
                "forbidden",
                "platform:operate");
        HttpResponse<String> made =
                post(bearer(OPERATOR.reveal()), "/v1/organizations", "{\"name\":\"New\",\"slug\":\"new\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String path = "/v1/organizations/" + json(made).get("id").asString();
        String key = json(made).at("/ownerKey/secret").asString();
        assertThat(post(bearer(key), "/v1/roles", "{}").statusCode()).isEqualTo(400);

        assertThat(post(bearer(OPERATOR.reveal()), path + "/suspend", "{\"reason\":\"unpaid\"}")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(KNOWN_WITHIN)
                .untilAsserted(() -> assertProblem(
                        post(bearer(key), "/v1/roles", "{}"), 403, "organization-suspended", "suspendedAt"));
    }

    @Test
    void rolesAndMembersAreManaged() throws Exception {
        String owner = bearer(OWNER.reveal());
        assertThat(post(owner, "/v1/roles", "{\"role\":\"support\",\"permissions\":[\"orders:read\"]}")
                        .body())
                .isEqualTo("{\"role\":\"support\",\"permissions\":[\"orders:read\"]}");
        HttpResponse<String> added =
                post(owner, "/v1/members", "{\"subject\":\"auth0|1\",\"grants\":[{\"role\":\"support\"}]}");
        assertThat(added.body()).isEqualTo("{\"subject\":\"auth0|1\",\"grants\":[{\"role\":\"support\"}]}");
        assertThat(added.headers().firstValue("Location")).hasValue("/v1/members/auth0%7C1");
        assertProblem(
                post(owner, "/v1/members", "{\"subject\":\"ada@example.org\",\"grants\":[]}"),
                422,
                "invalid-value",
                "\"field\":\"subject\"");
        HttpRequest removal = HttpRequest.newBuilder(uri("/v1/members/auth0%7C1"))
                .header("Authorization", owner)
                .DELETE()
                .build();
        assertThat(CLIENT.send(removal, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertProblem(CLIENT.send(removal, BodyHandlers.ofString()), 404, "member-not-found", "auth0|1");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type, String fact) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("urn:comptoir:problem:" + type + "\"", fact);
    }

    private static HttpResponse<String> askForToken(String id, String secret, String more) throws Exception {
        String basic = "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
        return CLIENT.send(
                HttpRequest.newBuilder(uri("/oauth2/token"))
                        .header("Authorization", basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials" + more))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String bearer(String credential) {
        return "Bearer " + credential;
    }

    private static HttpResponse<String> post(String authorization, String path, String json) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getEnvironment().getProperty("local.server.port") + path);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
