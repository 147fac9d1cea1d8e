package io.comptoir.platform.http;

import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.Authentications;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.OpenToAll;
import io.comptoir.platform.access.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The one place where a permission lets a request through: before its parameters are looked at, so that nobody learns from a
 * refusal what they may not see. A method that names no permission is refused to everybody, and the server does not start
 * with one.
 */
@Component
final class PermissionGuard implements HandlerInterceptor, WebMvcConfigurer, SmartInitializingSingleton {

    private static final String OURS = "io.comptoir";

    private final Authentications authentications;
    private final ObjectProvider<RequestMappingHandlerMapping> routes;

    PermissionGuard(
            Authentications authentications,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> routes) {
        this.authentications = authentications;
        this.routes = routes;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).order(Ordered.HIGHEST_PRECEDENCE);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || !isOurs(method) || isOpenToAll(method)) {
            return true;
        }
        Caller caller = KeyAuthentication.caller().orElseThrow(KeyAuthentication::noKey);
        @Nullable Requires required = method.getMethodAnnotation(Requires.class);
        if (required == null) {
            throw forbidden(Map.of());
        }
        Permission permission = required.value();
        if (!caller.may(permission)) {
            authentications.forbidden(caller);
            throw forbidden(Map.of("permission", permission.wireName()));
        }
        return true;
    }

    static Problem forbidden(Map<String, Object> facts) {
        return new Problem(HttpStatus.FORBIDDEN, "forbidden", "This key may not do that.", facts);
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> unguarded = routes.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().values().stream())
                .filter(method -> isOurs(method) && !isOpenToAll(method) && !method.hasMethodAnnotation(Requires.class))
                .map(HandlerMethod::toString)
                .sorted()
                .toList();
        if (!unguarded.isEmpty()) {
            throw new IllegalStateException("controller methods without @Requires: " + unguarded);
        }
    }

    private static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getName().startsWith(OURS);
    }

    private static boolean isOpenToAll(HandlerMethod method) {
        return method.hasMethodAnnotation(OpenToAll.class);
    }
}
