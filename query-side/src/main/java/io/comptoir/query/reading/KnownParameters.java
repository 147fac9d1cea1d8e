package io.comptoir.query.reading;

import io.comptoir.platform.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses parameters that an endpoint does not know or that come twice: a misspelt filter would otherwise silently find
 * everything.
 */
@Component
final class KnownParameters implements HandlerInterceptor {

    private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && isStrict(method)) {
            Set<String> names = known.computeIfAbsent(method, KnownParameters::namesOf);
            parametersOf(request).forEach((name, values) -> {
                if (!names.contains(name)) {
                    throw Problem.malformed(name, "is not a parameter of this request");
                }
                if (values.length > 1) {
                    throw Problem.malformed(name, "must be given once");
                }
            });
        }
        return true;
    }

    private static boolean isStrict(HandlerMethod method) {
        return method.hasMethodAnnotation(ReadsFrom.class) || method.hasMethodAnnotation(OnlyKnownParameters.class);
    }

    private static Map<String, String[]> parametersOf(HttpServletRequest request) {
        try {
            return request.getParameterMap();
        } catch (IllegalStateException e) {
            // The server reads the query only now, and this is how it says that it cannot.
            throw Problem.malformed("query", "must be percent-encoded UTF-8");
        }
    }

    private static Set<String> namesOf(HandlerMethod method) {
        Set<String> names = new HashSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            @Nullable RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
            if (declared != null) {
                String name =
                        declared.name().isEmpty() ? parameter.getParameter().getName() : declared.name();
                names.add(name);
            }
        }
        return names;
    }
}
