package io.comptoir.platform.http;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Credentials;
import io.comptoir.platform.access.SigningKeys;
import io.comptoir.platform.access.Tokens;
import io.comptoir.platform.access.Verification;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives tokens for keys: the client credentials grant of OAuth 2, with the key's id as the client and the whole key as its
 * secret. Nothing is stored for it: clients are keys, tokens are signed, and what revokes a key ends its tokens.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(NodeRole.COMMAND)
class TokenEndpoint {

    private static final String TOKEN = "/oauth2/token";
    private static final String KEYS = "/oauth2/jwks";
    private static final String METADATA = "/.well-known/oauth-authorization-server";

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain tokensForKeys(
            HttpSecurity http,
            Credentials credentials,
            SigningKeys signing,
            Tokens tokens,
            ProblemWriter problems,
            Clock clock) {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        return http.securityMatcher(TOKEN, KEYS, METADATA)
                .with(
                        server,
                        configurer -> configurer
                                .registeredClientRepository(new KeysAsClients(credentials))
                                .authorizationService(new NothingIsStored())
                                .authorizationServerSettings(AuthorizationServerSettings.builder()
                                        .issuer(tokens.issuer())
                                        .build())
                                .tokenGenerator(generator(signing, credentials, clock)))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new StoreAway(problems), SecurityContextHolderFilter.class)
                .build();
    }

    /** The keys that verify tokens, for whoever wants to look. */
    @Bean
    JWKSource<SecurityContext> verifyingKeys(SigningKeys signing) {
        return (selector, context) -> selector.select(new JWKSet(signing.all()));
    }

    /** The secret of a client is not compared but verified, since a key can have two, and expire, and be revoked. */
    @Bean
    PasswordEncoder keyVerifier(Credentials credentials) {
        return new KeyVerifier(credentials);
    }

    private static JwtGenerator generator(SigningKeys signing, Credentials credentials, Clock clock) {
        JwtGenerator generator = new JwtGenerator(new NimbusJwtEncoder((selector, context) -> {
            JWK current = signing.current();
            return List.of(current);
        }));
        generator.setClock(clock);
        generator.setJwtCustomizer(context -> describe(context, credentials));
        return generator;
    }

    private static void describe(JwtEncodingContext context, Credentials credentials) {
        Caller caller = callerOf(context.getRegisteredClient().getClientId(), credentials)
                .orElseThrow(() -> new IllegalStateException("a token for a key that is gone"));
        Set<String> wanted = context.getAuthorizedScopes();
        context.getJwsHeader().algorithm(SignatureAlgorithm.ES256);
        context.getClaims()
                .audience(List.of(Tokens.AUDIENCE))
                .claim(Tokens.TENANT, caller.tenantId().toString())
                .claim(
                        Tokens.PERMISSIONS,
                        caller.permissions().stream()
                                .map(Permission::wireName)
                                .filter(permission -> wanted.isEmpty() || wanted.contains(permission))
                                .sorted()
                                .toList());
    }

    private static Optional<Caller> callerOf(String keyId, Credentials credentials) {
        try {
            return credentials.lookUp(new ApiKeyId(keyId)) instanceof Verification.Accepted accepted
                    ? Optional.of(accepted.caller())
                    : Optional.empty();
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }

    private static final class KeysAsClients implements RegisteredClientRepository {

        private final Credentials credentials;

        KeysAsClients(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public void save(RegisteredClient client) {
            throw new UnsupportedOperationException("clients are keys");
        }

        @Override
        public @Nullable RegisteredClient findById(String id) {
            return findByClientId(id);
        }

        /**
         * Every id names a client, because only the secret shows whether it is a key: an unknown one is refused in the same
         * way and after the same time as a wrong secret.
         */
        @Override
        public @Nullable RegisteredClient findByClientId(String id) {
            RegisteredClient.Builder client = RegisteredClient.withId(id)
                    .clientId(id)
                    .clientSecret(id)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .tokenSettings(TokenSettings.builder()
                            .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
                            .accessTokenTimeToLive(Tokens.LIFETIME)
                            .build());
            callerOf(id, credentials)
                    .ifPresent(caller -> caller.permissions().forEach(each -> client.scope(each.wireName())));
            return client.build();
        }
    }

    private static final class KeyVerifier implements PasswordEncoder {

        private final Credentials credentials;

        KeyVerifier(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public String encode(@Nullable CharSequence secret) {
            throw new UnsupportedOperationException("keys are hashed by who issues them");
        }

        @Override
        public boolean matches(@Nullable CharSequence secret, @Nullable String clientId) {
            return secret != null
                    && credentials.verifyClient(secret.toString()) instanceof Verification.Accepted accepted
                    && accepted.keyId().value().equals(clientId);
        }
    }

    /** A token that was given is known by its signature. */
    private static final class NothingIsStored implements OAuth2AuthorizationService {

        @Override
        public void save(OAuth2Authorization authorization) {}

        @Override
        public void remove(OAuth2Authorization authorization) {}

        @Override
        public @Nullable OAuth2Authorization findById(String id) {
            return null;
        }

        @Override
        public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
            return null;
        }
    }

    private static final class StoreAway extends OncePerRequestFilter {

        private final ProblemWriter problems;

        StoreAway(ProblemWriter problems) {
            this.problems = problems;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                chain.doFilter(request, response);
            } catch (RuntimeException e) {
                if (!EventStoreUnavailable.isBehind(e)) {
                    throw e;
                }
                problems.write(response, Problem.storeUnavailable("The event store"));
            }
        }
    }
}
