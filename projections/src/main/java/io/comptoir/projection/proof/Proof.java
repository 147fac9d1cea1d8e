package io.comptoir.projection.proof;

import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.vault.Secrets;
import io.comptoir.platform.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The proof of the history, wherever there is a vault. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("comptoir.vault.url")
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
class Proof {

    @Bean
    HistoryLog historyLog(Vault vault, StoredStream stream) {
        return new HistoryLog(vault, stream);
    }

    @Bean
    SigningKeys checkpointKeys(
            Vault vault,
            Secrets secrets,
            Clock clock,
            @Value("${comptoir.audit.rotate-key-every:90d}") Duration rotateEvery) {
        return new SigningKeys(vault, secrets, clock, rotateEvery);
    }

    @Bean
    Checkpoints checkpoints(Vault vault, HistoryLog log, SigningKeys keys, Clock clock) {
        return new Checkpoints(vault, log, keys, clock);
    }

    @Bean
    HistoryReader historyReader(HistoryLog log, StoredStream stream) {
        return new HistoryReader(log, stream);
    }

    @Bean
    HistoryVerification historyVerification(HistoryLog log, HistoryReader history, Checkpoints checkpoints) {
        return new HistoryVerification(log, history, checkpoints);
    }

    @Bean
    @ConditionalOnRole(NodeRole.PROJECTION)
    HistoryFollower historyFollower(
            HistoryLog log,
            Checkpoints checkpoints,
            @Value("${comptoir.audit.checkpoint-every:1h}") Duration checkpointEvery) {
        return new HistoryFollower(log, checkpoints, checkpointEvery);
    }
}
