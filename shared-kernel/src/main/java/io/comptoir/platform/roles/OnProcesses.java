package io.comptoir.platform.roles;

import java.util.Set;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a node can both learn what is to be done and order it. */
final class OnProcesses implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Set<NodeRole> roles = NodeRole.named(context.getEnvironment().getProperty(NodeRole.PROPERTY, ""));
        String eventStore = context.getEnvironment().getProperty("comptoir.event-store", "postgresql");
        return roles.contains(NodeRole.PROJECTION)
                && (roles.contains(NodeRole.COMMAND) || eventStore.equals("axon-server"));
    }
}
