package io.comptoir.platform.http;

import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Credentials;
import io.comptoir.platform.access.Refusal;
import io.comptoir.platform.access.Verification;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.tenancy.TenantScope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the key or token of {@code Authorization: Bearer …}, puts its holder into the security context and the log context,
 * and opens the scope of its organization for the rest of the request.
 */
final class KeyAuthentication extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final Credentials credentials;
    private final ProblemWriter problems;

    KeyAuthentication(Credentials credentials, ProblemWriter problems) {
        this.credentials = credentials;
        this.problems = problems;
    }

    static Problem noKey() {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "Send a valid key or token as \"Authorization: Bearer <key>\".",
                Map.of());
    }

    /** Who makes the current request; empty before it is known and for those who need not say. */
    static Optional<Caller> caller() {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        Verification verification;
        try {
            verification = credentials.verify(
                    header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                            ? header.substring(SCHEME.length()).strip()
                            : "");
        } catch (RuntimeException e) {
            if (!EventStoreUnavailable.isBehind(e)) {
                throw e;
            }
            problems.write(response, Problem.storeUnavailable("The event store"));
            return;
        }
        switch (verification) {
            case Verification.Accepted accepted -> goOn(accepted.caller(), request, response, chain);
            case Verification.Refused refused -> problems.write(response, problemOf(refused));
        }
    }

    private static void goOn(Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new Holder(caller));
        SecurityContextHolder.setContext(context);
        try (MDC.MDCCloseable tenant =
                MDC.putCloseable("tenant", caller.tenantId().toString())) {
            TenantScope.<@Nullable Void, Exception>in(caller.tenantId(), () -> {
                chain.doFilter(request, response);
                return null;
            });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    /** What the holder of a credential is told. Whoever does not have the secret learns nothing about the key. */
    static Problem problemOf(Verification.Refused refused) {
        return switch (refused.reason()) {
            case MALFORMED ->
                new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "unauthenticated",
                        "This is no key: it is incomplete, or a character is mistyped.",
                        Map.of());
            case UNKNOWN_KEY, WRONG_SECRET -> noKey();
            case KEY_EXPIRED ->
                new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "key-expired",
                        "This key has expired.",
                        Map.of("expiredAt", Objects.requireNonNull(refused.since())));
            case KEY_REVOKED ->
                new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "key-revoked",
                        "This key was revoked.",
                        Map.of("revokedAt", Objects.requireNonNull(refused.since())));
            case ORGANIZATION_SUSPENDED ->
                new Problem(
                        HttpStatus.FORBIDDEN,
                        "organization-suspended",
                        "This organization is suspended. Only the operator of the platform can resume it.",
                        Map.of("suspendedAt", Objects.requireNonNull(refused.since())));
            case PERMISSION_MISSING -> throw new IllegalStateException("a credential has no permissions to miss");
            case TOKEN_UNSIGNED, TOKEN_ISSUER, TOKEN_AUDIENCE, TOKEN_EXPIRED, TOKEN_NOT_YET_VALID, TOKEN_ORGANIZATION ->
                invalidToken(refused.reason());
        };
    }

    private static Problem invalidToken(Refusal reason) {
        String word = reason.wireName().substring("token-".length());
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "invalid-token",
                "This token is not accepted. Get a new one at /oauth2/token.",
                Map.of("reason", word));
    }

    private static final class Holder extends AbstractAuthenticationToken {

        private final Caller caller;

        Holder(Caller caller) {
            super(caller.permissions().stream()
                    .map(permission -> new SimpleGrantedAuthority(permission.wireName()))
                    .toList());
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public Object getPrincipal() {
            return caller;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }
}
