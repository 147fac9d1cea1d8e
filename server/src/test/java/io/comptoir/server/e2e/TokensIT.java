package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.comptoir.platform.access.SigningKeys;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tokens that the server gave and tokens that it did not. */
@EndToEnd
class TokensIT {

    private final RunningServer server;
    private final Organization organization;
    private final Organization stranger;
    private final String keyId;

    TokensIT(RunningServer server, Organization organization, Organization stranger) {
        this.server = server;
        this.organization = organization;
        this.stranger = stranger;
        this.keyId = organization.key().id().value();
    }

    private Api with(String token) {
        return Api.at(server.apiAddress()).withKey(token);
    }

    private String token(String scope) {
        return Tokens.get(server, keyId, organization.key().reveal(), scope);
    }

    @Test
    void aTokenWorksAsItsKeyDoes() throws ParseException {
        JsonNode answer = Tokens.ask(server, keyId, organization.key().reveal(), "")
                .expect(200)
                .json();

        assertThat(answer.get("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.get("expires_in").asInt()).isBetween(590, 600);
        JWTClaimsSet claims =
                SignedJWT.parse(answer.get("access_token").asString()).getJWTClaimsSet();
        assertThat(claims.getClaim("tenant")).isEqualTo(organization.id().toString());
        assertThat(claims.getSubject()).isEqualTo(keyId);
        assertThat(claims.getAudience()).containsExactly("comptoir");
        Api api = with(answer.get("access_token").asString());
        assertThat(api.get("/v1/organization").expect(200).json().get("id").asString())
                .isEqualTo(organization.id().toString());
        api.post("/v1/products", "{\"sku\":\"T-1\",\"name\":\"T\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
    }

    @Test
    void aTokenCanBeAskedForLess() {
        Api api = with(token("orders:read search:read"));

        api.get("/v1/orders").expect(200);
        assertThat(api.get("/v1/products").problem(403, "forbidden"))
                .isEqualTo(json("{\"permission\":\"products:read\"}"));
        assertThat(Tokens.ask(server, keyId, organization.key().reveal(), "platform:operate")
                        .expect(400)
                        .json()
                        .get("error")
                        .asString())
                .isEqualTo("invalid_scope");
    }

    @Test
    void noTokenIsGivenWithoutTheWholeKeyOfThatId() {
        for (String secret : List.of("x", keyId, stranger.key().reveal())) {
            assertThat(Tokens.ask(server, keyId, secret, "")
                            .expect(401)
                            .json()
                            .get("error")
                            .asString())
                    .isEqualTo("invalid_client");
        }
        assertThat(Tokens.ask(server, "nobody", organization.key().reveal(), "").status())
                .isEqualTo(401);
    }

    @Test
    void anybodyMayFetchWhatVerifiesATokenAndNothingThatSignsOne() {
        token("");
        JsonNode keys = Api.at(server.apiAddress())
                .get("/oauth2/jwks")
                .expect(200)
                .json()
                .get("keys");

        assertThat(keys).isNotEmpty();
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.get("crv").asString()).isEqualTo("P-256");
            assertThat(key.get("d")).isNull();
        });
        assertThat(Api.at(server.apiAddress())
                        .get("/.well-known/oauth-authorization-server")
                        .expect(200)
                        .json()
                        .get("token_endpoint")
                        .asString())
                .endsWith("/oauth2/token");
    }

    @Test
    void tokensThatAreNotAsTheyShouldBeAreRefusedWithTheReason() throws Exception {
        Instant now = Clock.systemUTC().instant();
        with(forged(claims -> claims)).get("/v1/orders").expect(200);

        refused(new PlainJWT(claims().build()).serialize(), "unsigned");
        refused(
                signed(
                        claims(),
                        new ECKeyGenerator(Curve.P_256)
                                .keyID(signing().getKeyID())
                                .generate()),
                "unsigned");
        refused(forged(claims -> claims.issuer("https://elsewhere.example.org")), "issuer");
        refused(forged(claims -> claims.audience("another")), "audience");
        refused(forged(claims -> claims.expirationTime(Date.from(now.minus(Duration.ofMinutes(1))))), "expired");
        refused(forged(claims -> claims.notBeforeTime(Date.from(now.plus(Duration.ofMinutes(1))))), "not-yet-valid");
        refused(forged(claims -> claims.claim("tenant", stranger.id().toString())), "organization");
    }

    private void refused(String token, String reason) {
        Answer answer = with(token).get("/v1/orders");
        assertThat(answer.problem(401, "invalid-token")).isEqualTo(json("{\"reason\":\"" + reason + "\"}"));
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    private ECKey signing() {
        return (ECKey) server.part(SigningKeys.class).current();
    }

    private JWTClaimsSet.Builder claims() throws ParseException {
        return new JWTClaimsSet.Builder(SignedJWT.parse(token("")).getJWTClaimsSet())
                .issueTime(Date.from(Clock.systemUTC().instant().minus(Duration.ofHours(1))));
    }

    /** A token as the server would sign it, had it said this. */
    private String forged(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException, ParseException {
        return signed(change.apply(claims()), signing());
    }

    private static String signed(JWTClaimsSet.Builder claims, ECKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims.build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
