package io.comptoir.server;

import io.comptoir.platform.roles.ConditionalOnProcesses;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.server.backup.BackupCommand;
import org.axonframework.springboot.autoconfig.MetricsAutoConfiguration;
import org.axonframework.springboot.autoconfig.MicrometerMetricsAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
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
        if (VerifyCommand.isMeant(arguments)) {
            System.exit(VerifyCommand.run(arguments, System.out, System.err));
        }
        if (EncryptionKeysCommand.isMeant(arguments)) {
            System.exit(EncryptionKeysCommand.run(arguments, System.getenv(), System.out, System.err));
        }
        if (BackupCommand.isMeant(arguments)) {
            System.exit(BackupCommand.run(arguments, System.getenv(), System.out, System.err));
        }
        HeapWatch.begin();
        try {
            start(arguments);
        } catch (RuntimeException e) {
            // It is reported already; what was started beside the context must not keep the process alive.
            System.exit(1);
        }
    }

    /** Starts a server in this process; closing the context stops it with all that it started. */
    public static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(ComptoirServer.class);
        application.addListeners(new EmbeddedInfrastructure());
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnRole(NodeRole.COMMAND)
    @ComponentScan("io.comptoir.command")
    static class Deciding {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnRole(NodeRole.QUERY)
    @ComponentScan("io.comptoir.query")
    static class Answering {}

    /** What happens by itself. Processes ask a read model what is to be done, and order it by commands. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProcesses
    @ComponentScan("io.comptoir.process")
    static class Acting {}

    /** Both sides of the read models: the projections themselves look at the role, the queries need the views. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY})
    @ComponentScan("io.comptoir.projection")
    static class Listening {}
}
