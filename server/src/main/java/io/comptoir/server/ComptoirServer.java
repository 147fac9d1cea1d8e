package io.comptoir.server;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.server.embedded.DataFolderInUse;
import io.comptoir.server.embedded.EmbeddedStoreFailure;
import org.axonframework.springboot.autoconfig.MetricsAutoConfiguration;
import org.axonframework.springboot.autoconfig.MicrometerMetricsAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Starts Comptoir with the roles it is given, and with the stores that it is not given. */
@SpringBootApplication(
        // Every node tells how it is, whatever its roles.
        scanBasePackages = {"io.comptoir.server", "io.comptoir.platform", "io.comptoir.query.health"},
        // Both would add a meter registry of their own beside the application's.
        exclude = {MetricsAutoConfiguration.class, MicrometerMetricsAutoConfiguration.class})
public class ComptoirServer {

    public static void main(String[] arguments) {
        try {
            start(arguments);
        } catch (RuntimeException e) {
            String advice = advice(e);
            if (advice == null) {
                throw e;
            }
            System.err.println(advice);
            System.exit(1);
        }
    }

    /** Starts a server in this process; closing the context stops it with all that it started. */
    public static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(ComptoirServer.class);
        application.addListeners(new EmbeddedInfrastructure());
        return application.run(arguments);
    }

    /** What a person can do about a failed start; null where only the stack trace tells. */
    private static @Nullable String advice(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataFolderInUse || cause instanceof EmbeddedStoreFailure) {
                return cause.getMessage();
            }
            if (cause instanceof PortInUseException inUse) {
                return "Port " + inUse.getPort()
                        + " is taken. Set SERVER_PORT (or MANAGEMENT_SERVER_PORT) to another one, or stop what listens there.";
            }
        }
        return null;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnRole(NodeRole.COMMAND)
    @ComponentScan("io.comptoir.command")
    static class Deciding {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnRole(NodeRole.QUERY)
    @ComponentScan("io.comptoir.query")
    static class Answering {}

    /** Both sides of the read models: the projections themselves look at the role, the queries need the views. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY})
    @ComponentScan("io.comptoir.projection")
    static class Listening {}
}
