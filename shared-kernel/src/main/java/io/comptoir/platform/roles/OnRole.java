package io.comptoir.platform.roles;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Reads {@code comptoir.roles}; a word that is no role stops the start, because a typing error would silently do less. */
final class OnRole implements Condition {

    static final String PROPERTY = "comptoir.roles";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        @Nullable
        Map<String, @Nullable Object> attributes = metadata.getAnnotationAttributes(ConditionalOnRole.class.getName());
        if (attributes == null) {
            return true;
        }
        Set<NodeRole> roles = rolesOf(context.getEnvironment().getProperty(PROPERTY, ""));
        return attributes.get("value") instanceof NodeRole[] wanted
                && Arrays.stream(wanted).anyMatch(roles::contains);
    }

    static Set<NodeRole> rolesOf(String text) {
        if (text.isBlank()) {
            return EnumSet.allOf(NodeRole.class);
        }
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (String word : text.split(",", -1)) {
            try {
                roles.add(NodeRole.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        PROPERTY + " names \"" + word.strip()
                                + "\", but there are only command, projection, query and console",
                        e);
            }
        }
        return roles;
    }
}
