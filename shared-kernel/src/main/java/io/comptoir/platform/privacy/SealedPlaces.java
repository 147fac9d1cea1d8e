package io.comptoir.platform.privacy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The places that hold seals without knowing whose, or hold nothing about people by their nature. */
@Configuration(proxyBeanMethods = false)
class SealedPlaces {

    private static final String SEALED = "Holds only what was sealed with the destroyed key; it reads \"erased\".";

    @Bean
    HoldsPersonalData eventStorePlace() {
        return (tenantId, subject) -> new HoldsPersonalData.Purged("event store", null, SEALED);
    }

    @Bean
    HoldsPersonalData snapshotsPlace() {
        return (tenantId, subject) -> new HoldsPersonalData.Purged("snapshots and aggregate cache", null, SEALED);
    }

    @Bean
    HoldsPersonalData keyCachePlace() {
        return (tenantId, subject) -> new HoldsPersonalData.Purged(
                "keys in memory",
                null,
                "Forgotten on this node at once, on every other within " + SubjectKeys.BELIEVED_FOR.toSeconds()
                        + " s.");
    }

    @Bean
    HoldsPersonalData logsPlace() {
        return (tenantId, subject) ->
                new HoldsPersonalData.Purged("logs", 0L, "Personal data is never written to them.");
    }

    @Bean
    HoldsPersonalData importFilesPlace() {
        return (tenantId, subject) -> new HoldsPersonalData.Purged(
                "files of imports",
                0L,
                "They hold references and countries alone, and are deleted when they are done.");
    }

    @Bean
    HoldsPersonalData exportsPlace() {
        return (tenantId, subject) -> new HoldsPersonalData.Purged(
                "exports", 0L, "They are made for each request and kept nowhere; a new one reads \"erased\".");
    }
}
