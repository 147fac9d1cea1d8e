package io.comptoir.platform.http;

import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.messaging.KeyedRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads {@code Idempotency-Key} on everything that changes something. What the key promises rests on the event store; here is
 * only noticed that the same request is still under way on this node, so that it need not be worked on twice to find out.
 */
@Component
final class IdempotencyKeys extends OncePerRequestFilter {

    static final String HEADER = "Idempotency-Key";

    static final int MAX_LENGTH = 200;

    /** Most requests take milliseconds, and a client that comes too early is told so again. */
    private static final int RETRY_SECONDS = 1;

    private static final Set<String> MUTATIONS = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final ProblemWriter problems;
    private final Set<StreamId> underWay = ConcurrentHashMap.newKeySet();

    IdempotencyKeys(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null || !MUTATIONS.contains(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable Caller caller = caller();
        if (caller == null) {
            chain.doFilter(request, response); // Nothing that changes anything is open to nobody.
            return;
        }
        List<String> keys = Collections.list(request.getHeaders(HEADER));
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            problems.write(
                    response,
                    Problem.malformed(
                            HEADER, "must be given once, with 1 to " + MAX_LENGTH + " visible ASCII characters"));
            return;
        }
        try {
            carryOut(caller, keys.getFirst(), request, response, chain);
        } catch (Problem tooLong) {
            problems.write(response, tooLong);
        }
    }

    private void carryOut(
            Caller caller, String key, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        StreamId stream = keyed(caller, key, request, null).stream();
        if (!underWay.add(stream)) {
            problems.write(response, stillUnderWay());
            return;
        }
        try {
            if (ReadBody.isToBeRead(request)) {
                ReadBody read = ReadBody.of(request);
                within(keyed(caller, key, request, read.hash()), () -> chain.doFilter(read, response));
            } else {
                within(keyed(caller, key, request, null), () -> chain.doFilter(request, response));
            }
        } finally {
            underWay.remove(stream);
        }
    }

    private static KeyedRequest keyed(
            Caller caller, String key, HttpServletRequest request, @Nullable String bodyHash) {
        @Nullable String query = request.getQueryString();
        String target = query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
        return new KeyedRequest(caller.tenantId(), key, request.getMethod(), target, bodyHash);
    }

    private static void within(KeyedRequest request, KeyedRequest.Work<Exception> work)
            throws ServletException, IOException {
        try {
            request.around(work);
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_LENGTH
                && key.chars().allMatch(character -> character > ' ' && character <= '~');
    }

    private static @Nullable Caller caller() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller ? caller : null;
    }

    private static Problem stillUnderWay() {
        return new Problem(
                        HttpStatus.CONFLICT,
                        "request-in-progress",
                        "A request with this idempotency key is still being worked on.",
                        Map.of())
                .retryAfter(RETRY_SECONDS);
    }
}
