package io.comptoir.platform.http;

import io.comptoir.platform.access.ApiKeys;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads the key of {@code Authorization: Bearer …} and puts its holder into the security context and the log context. */
final class KeyAuthentication extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;
    private final ProblemWriter problems;

    KeyAuthentication(ApiKeys keys, ProblemWriter problems) {
        this.keys = keys;
        this.problems = problems;
    }

    static Problem noKey() {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "Send a valid key as \"Authorization: Bearer <key>\".",
                Map.of());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> caller;
        try {
            caller = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? keys.callerOf(header.substring(SCHEME.length()).strip())
                    : Optional.empty();
        } catch (RuntimeException e) {
            if (!EventStoreUnavailable.isBehind(e)) {
                throw e;
            }
            problems.write(response, Problem.storeUnavailable("The event store"));
            return;
        }
        if (caller.isEmpty()) {
            problems.write(response, noKey());
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new Holder(caller.get()));
        SecurityContextHolder.setContext(context);
        try (MDC.MDCCloseable tenant =
                MDC.putCloseable("tenant", caller.get().tenantId().toString())) {
            chain.doFilter(request, response);
        }
    }

    private static final class Holder extends AbstractAuthenticationToken {

        private final Caller caller;

        Holder(Caller caller) {
            super(List.of(new SimpleGrantedAuthority("ROLE_" + caller.role().name())));
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
