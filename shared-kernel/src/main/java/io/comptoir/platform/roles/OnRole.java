package io.comptoir.platform.roles;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Reads {@code comptoir.roles}. */
final class OnRole implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        @Nullable
        Map<String, @Nullable Object> attributes = metadata.getAnnotationAttributes(ConditionalOnRole.class.getName());
        if (attributes == null) {
            return true;
        }
        Set<NodeRole> roles = NodeRole.named(context.getEnvironment().getProperty(NodeRole.PROPERTY, ""));
        return attributes.get("value") instanceof NodeRole[] wanted
                && Arrays.stream(wanted).anyMatch(roles::contains);
    }
}
