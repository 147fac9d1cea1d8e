package io.comptoir.platform.access;

import static io.comptoir.platform.access.KeyChain.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyRevoked;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.Verification.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real tokens, with real signatures. */
class TokensTest {

    private static final String ISSUER = "https://comptoir.example.org";

    private final KeyChain chain = new KeyChain();
    private final ApiKey key = chain.issue();
    private final SafeInMemory safe = new SafeInMemory();
    private SigningKeys signing;
    private Tokens tokens;

    @BeforeEach
    void start() {
        signing = new SigningKeys(safe, chain.clock);
        tokens = new Tokens(signing, chain.verifier(), chain.clock, ISSUER);
    }

    @Test
    void aTokenIsWorthWhatItsKeyIsAndWhatItSays() throws Exception {
        Verification verification = tokens.verify(token(claims -> claims));

        assertThat(verification).isInstanceOfSatisfying(Verification.Accepted.class, accepted -> {
            assertThat(accepted.keyId()).isEqualTo(key.id());
            assertThat(accepted.caller().tenantId()).isEqualTo(TENANT);
            assertThat(accepted.caller().permissions()).containsExactly(Permission.ORDERS_READ);
        });
    }

    @Test
    void permissionsThatItsKeyHasNotAreNotGiven() throws Exception {
        String token = token(claims ->
                claims.claim(Tokens.PERMISSIONS, List.of("orders:read", "organization:manage", "platform:operate")));

        assertThat(((Verification.Accepted) tokens.verify(token)).caller().permissions())
                .containsExactly(Permission.ORDERS_READ);
        assertThat(Role.DEVELOPER.builtInPermissions().orElseThrow()).doesNotContain(Permission.ORGANIZATION_MANAGE);
    }

    @Test
    void isRefusedWithoutASignature() {
        assertRefused(new PlainJWT(claims().build()).serialize(), Refusal.TOKEN_UNSIGNED);
        assertRefused("a.b.c", Refusal.TOKEN_UNSIGNED);
    }

    @Test
    void isRefusedWithASignatureOfAnotherKeyOrAnAlgorithmThatIsNotOurs() throws Exception {
        ECKey ours = (ECKey) signing.current();
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(ours.getKeyID()).generate();
        assertRefused(
                signed(claims(), foreign.getKeyID(), JWSAlgorithm.ES256, new ECDSASigner(foreign)),
                Refusal.TOKEN_UNSIGNED);

        // The public key as the secret of a symmetric signature: what a careless verifier takes.
        byte[] publicKey = ours.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertRefused(
                signed(claims(), ours.getKeyID(), JWSAlgorithm.HS256, new MACSigner(publicKey)),
                Refusal.TOKEN_UNSIGNED);
    }

    @Test
    void isRefusedWhenSomethingInItWasChanged() throws Exception {
        String[] parts = token(claims -> claims).split("\\.", -1);
        String forged = new PlainJWT(claims().claim(Tokens.TENANT, "another").build())
                .serialize()
                .split("\\.", -1)[1];

        assertRefused(parts[0] + "." + forged + "." + parts[2], Refusal.TOKEN_UNSIGNED);
    }

    @Test
    void isRefusedFromAnotherIssuerOrForAnotherAudience() throws Exception {
        assertRefused(token(claims -> claims.issuer("https://elsewhere.example.org")), Refusal.TOKEN_ISSUER);
        assertRefused(token(claims -> claims.issuer(null)), Refusal.TOKEN_ISSUER);
        assertRefused(token(claims -> claims.audience("another-service")), Refusal.TOKEN_AUDIENCE);
        assertRefused(token(claims -> claims.audience((String) null)), Refusal.TOKEN_AUDIENCE);
    }

    @Test
    void countsFromItsBeginningToItsEndWithALittleTolerance() throws Exception {
        Instant now = chain.clock.instant();
        Duration tolerance = Tokens.CLOCK_TOLERANCE;
        assertAccepted(token(
                claims -> claims.expirationTime(Date.from(now.minus(tolerance).plusSeconds(1)))));
        assertRefused(token(claims -> claims.expirationTime(Date.from(now.minus(tolerance)))), Refusal.TOKEN_EXPIRED);
        assertRefused(token(claims -> claims.expirationTime(null)), Refusal.TOKEN_EXPIRED);
        assertAccepted(token(claims -> claims.notBeforeTime(Date.from(now.plus(tolerance)))));
        assertRefused(
                token(claims ->
                        claims.notBeforeTime(Date.from(now.plus(tolerance).plusSeconds(1)))),
                Refusal.TOKEN_NOT_YET_VALID);
    }

    @Test
    void isRefusedForAnotherOrganizationThanItsKeys() throws Exception {
        TenantId other = TenantId.of("00000000-0000-7000-8000-000000000002");

        assertRefused(token(claims -> claims.claim(Tokens.TENANT, other.toString())), Refusal.TOKEN_ORGANIZATION);
        assertRefused(token(claims -> claims.claim(Tokens.TENANT, null)), Refusal.TOKEN_ORGANIZATION);
    }

    @Test
    void isRefusedWithoutAKeyThatIsKnown() throws Exception {
        assertRefused(token(claims -> claims.subject("abcdefghijkl2345")), Refusal.UNKNOWN_KEY);
        assertRefused(token(claims -> claims.subject("nobody")), Refusal.TOKEN_UNSIGNED);
        assertRefused(token(claims -> claims.subject(null)), Refusal.TOKEN_UNSIGNED);
    }

    @Test
    void endsWithItsKey() throws Exception {
        String token = token(claims -> claims);
        chain.store(ApiKeyEvent.streamOf(key.id()), new ApiKeyRevoked(TENANT, key.id(), null, chain.clock.instant()));

        assertThat(new Tokens(signing, chain.verifier(), chain.clock, ISSUER).verify(token))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refusal.KEY_REVOKED));
    }

    @Test
    void staysValidWhenTheSigningKeyChanges() throws Exception {
        chain.clock.forward(untilTheNextPeriod().minusSeconds(1));
        String before = token(claims -> claims);
        String keyBefore = signing.current().getKeyID();
        chain.clock.forward(Duration.ofSeconds(1));

        assertThat(signing.current().getKeyID()).isNotEqualTo(keyBefore);
        assertAccepted(before);
        assertAccepted(token(claims -> claims));
        assertThat(signing.all()).hasSize(2);
        chain.clock.forward(SigningKeys.KEPT_FOR);
        assertRefused(before, Refusal.TOKEN_UNSIGNED);
        assertThat(signing.all()).containsExactly(signing.current());
    }

    @Test
    void aNodeBelievesWhatOthersSignedAndTheOneWhoseClockIsAhead() {
        SigningKeys another = new SigningKeys(safe, chain.clock);
        assertThat(another.all()).isEmpty();
        String first = signing.current().getKeyID();
        chain.clock.forward(Duration.ofSeconds(5));
        assertThat(another.all()).extracting(JWK::getKeyID).containsExactly(first);
        assertThat(another.current().getKeyID()).isEqualTo(first);

        SettableClock ahead = new SettableClock();
        ahead.forward(untilTheNextPeriod().plusSeconds(5));
        String next = new SigningKeys(safe, ahead).current().getKeyID();
        chain.clock.forward(untilTheNextPeriod().minusSeconds(1));
        assertThat(another.all()).extracting(JWK::getKeyID).containsExactly(first, next);
    }

    private Duration untilTheNextPeriod() {
        long seconds = SigningKeys.PERIOD.toSeconds();
        return Duration.ofSeconds(seconds - chain.clock.instant().getEpochSecond() % seconds);
    }

    private static final class SafeInMemory implements SigningKeys.Safe {

        private final Map<String, byte[]> secrets = new HashMap<>();

        @Override
        public byte[] getOrCreate(String name, Supplier<byte[]> making) {
            return secrets.computeIfAbsent(name, missing -> making.get());
        }

        @Override
        public Optional<byte[]> find(String name) {
            return Optional.ofNullable(secrets.get(name));
        }
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = chain.clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(key.id().value())
                .audience(Tokens.AUDIENCE)
                .issueTime(Date.from(now.minus(Tokens.LIFETIME)))
                .notBeforeTime(Date.from(now.minus(Tokens.LIFETIME)))
                .expirationTime(Date.from(now.plus(Tokens.LIFETIME)))
                .claim(Tokens.TENANT, TENANT.toString())
                .claim(Tokens.PERMISSIONS, List.of("orders:read"));
    }

    private String token(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        ECKey current = (ECKey) signing.current();
        return signed(change.apply(claims()), current.getKeyID(), JWSAlgorithm.ES256, new ECDSASigner(current));
    }

    private static String signed(JWTClaimsSet.Builder claims, String keyId, JWSAlgorithm algorithm, JWSSigner signer)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private void assertAccepted(String token) {
        assertThat(tokens.verify(token)).isInstanceOf(Verification.Accepted.class);
    }

    private void assertRefused(String token, Refusal reason) {
        assertThat(tokens.verify(token))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
