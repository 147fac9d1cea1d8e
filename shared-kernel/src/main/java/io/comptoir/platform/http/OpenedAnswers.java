package io.comptoir.platform.http;

import io.comptoir.contract.values.Sealed;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.privacy.Sealing;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens what is sealed in an answer, at the last moment before it leaves: one question to the vault for all people in it.
 * Answers that cannot hold a seal, by the types that their method declares, are not looked at.
 */
@RestControllerAdvice
final class OpenedAnswers implements ResponseBodyAdvice<Object> {

    private final ObjectProvider<Sealing> sealing;
    private final ObjectProvider<JsonMapper> json;
    private final Map<Type, Boolean> mayHoldSeals = new ConcurrentHashMap<>();

    OpenedAnswers(ObjectProvider<Sealing> sealing, ObjectProvider<JsonMapper> json) {
        this.sealing = sealing;
        this.json = json;
    }

    @Override
    public boolean supports(MethodParameter answer, Class<? extends HttpMessageConverter<?>> converter) {
        return answer.getContainingClass().getName().startsWith("io.comptoir.")
                && mayHoldSeals.computeIfAbsent(
                        answer.getGenericParameterType(),
                        type -> mayHoldSeal(ResolvableType.forMethodParameter(answer), new HashSet<>()));
    }

    private static boolean mayHoldSeal(ResolvableType type, Set<String> seen) {
        Class<?> raw = type.resolve(Object.class);
        if (raw == Sealed.class || raw == Object.class || JsonNode.class.isAssignableFrom(raw)) {
            return true;
        }
        if (!seen.add(type.toString())) {
            return false;
        }
        for (ResolvableType generic : type.getGenerics()) {
            if (mayHoldSeal(generic, seen)) {
                return true;
            }
        }
        if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                if (mayHoldSeal(ResolvableType.forMethodReturnType(component.getAccessor(), raw), seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter answer,
            MediaType mediaType,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (body == null || authentication == null || !(authentication.getPrincipal() instanceof Caller caller)) {
            return body;
        }
        return sealing.getObject().opened(caller.tenantId(), json.getObject().<JsonNode>valueToTree(body));
    }
}
