package io.comptoir.platform.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.platform.access.Verification.Accepted;
import io.comptoir.platform.access.Verification.KnownKey;
import io.comptoir.platform.access.Verification.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Verifies tokens. A token stands for the key that it was given for: it says for how long and for what at most, and the key's
 * own events say whether it still counts, so that revoking a key ends its tokens as well.
 */
@Component
public final class Tokens {

    /** How long a token counts. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** For whom tokens are: what is meant for another service is refused. */
    public static final String AUDIENCE = "comptoir";

    public static final String TENANT = "tenant";
    public static final String PERMISSIONS = "permissions";

    /** Nodes' clocks may differ by so much. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);

    private final ApiKeys keys;
    private final Clock clock;
    private final String issuer;
    private final NimbusJwtDecoder decoder;

    Tokens(
            SigningKeys signing,
            ApiKeys keys,
            Clock clock,
            @Value("${comptoir.access.issuer:http://localhost:8080}") String issuer) {
        this.keys = keys;
        this.clock = clock;
        this.issuer = issuer;
        this.decoder = decoder((selector, context) -> selector.select(new JWKSet(signing.all())));
    }

    /** Only the signature and its algorithm: the claims are looked at one by one, to be able to say which is wrong. */
    private static NimbusJwtDecoder decoder(JWKSource<SecurityContext> keys) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(token -> OAuth2TokenValidatorResult.success());
        return decoder;
    }

    public String issuer() {
        return issuer;
    }

    /** Finds out what a token is worth now. */
    public Verification verify(String text) {
        Jwt token;
        try {
            token = decoder.decode(text);
        } catch (JwtException e) {
            return Refused.because(Refusal.TOKEN_UNSIGNED);
        }
        Optional<Refusal> wrong = wrongClaim(token);
        if (wrong.isPresent()) {
            return Refused.because(wrong.get());
        }
        return keyOf(token)
                .map(id -> narrowed(keys.holderOf(id), token))
                .orElse(Refused.because(Refusal.TOKEN_UNSIGNED));
    }

    private Optional<Refusal> wrongClaim(Jwt token) {
        Instant now = clock.instant();
        if (!issuer.equals(token.getClaimAsString("iss"))) {
            return Optional.of(Refusal.TOKEN_ISSUER);
        }
        @Nullable List<String> audience = token.getAudience();
        if (audience == null || !audience.contains(AUDIENCE)) {
            return Optional.of(Refusal.TOKEN_AUDIENCE);
        }
        @Nullable Instant expiresAt = token.getExpiresAt();
        if (expiresAt == null || !now.isBefore(expiresAt.plus(CLOCK_TOLERANCE))) {
            return Optional.of(Refusal.TOKEN_EXPIRED);
        }
        @Nullable Instant notBefore = token.getNotBefore();
        if (notBefore != null && now.isBefore(notBefore.minus(CLOCK_TOLERANCE))) {
            return Optional.of(Refusal.TOKEN_NOT_YET_VALID);
        }
        return Optional.empty();
    }

    private static Optional<ApiKeyId> keyOf(Jwt token) {
        @Nullable String subject = token.getSubject();
        try {
            return subject == null ? Optional.empty() : Optional.of(new ApiKeyId(subject));
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }

    private static Verification narrowed(Verification holder, Jwt token) {
        if (!(holder instanceof Accepted accepted)) {
            return holder;
        }
        Caller caller = accepted.caller();
        if (!caller.tenantId().toString().equals(token.getClaimAsString(TENANT))) {
            return new Refused(Refusal.TOKEN_ORGANIZATION, new KnownKey(caller.tenantId(), accepted.keyId()), null);
        }
        EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
        @Nullable List<String> claimed = token.getClaimAsStringList(PERMISSIONS);
        for (Permission permission : caller.permissions()) {
            if (claimed != null && claimed.contains(permission.wireName())) {
                permissions.add(permission);
            }
        }
        return new Accepted(new Caller(caller.tenantId(), caller.actor(), permissions), accepted.keyId());
    }
}
