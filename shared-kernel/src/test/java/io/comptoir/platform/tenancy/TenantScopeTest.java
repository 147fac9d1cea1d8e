package io.comptoir.platform.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.comptoir.contract.values.TenantId;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TenantScopeTest {

    private static final TenantId OWN = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final TenantId OTHER = TenantId.of("00000000-0000-7000-8000-000000000002");

    @Test
    void nothingIsAllowedOutsideOfAScope() {
        assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(() -> TenantScope.require(OWN));
        assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(TenantScope::requirePlatform);
    }

    @Test
    void anOrganizationsScopeAllowsThatOrganizationAlone() {
        String answer = TenantScope.in(OWN, () -> {
            TenantScope.require(OWN);
            assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(() -> TenantScope.require(OTHER));
            assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(TenantScope::requirePlatform);
            return "done";
        });

        assertThat(answer).isEqualTo("done");
        assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(() -> TenantScope.require(OWN));
    }

    @Test
    void theScopeOfAnotherOrganizationCannotBeOpenedWithin() {
        TenantScope.in(OWN, () -> {
            assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(() -> TenantScope.in(OTHER, () -> "never"));
            assertThatCode(() -> TenantScope.in(OWN, () -> "again")).doesNotThrowAnyException();
            return "done";
        });
    }

    @Test
    void thePlatformIsExemptAndMayWorkForOneOfAll() {
        TenantScope.asPlatform("a test", () -> {
            TenantScope.require(OWN);
            TenantScope.require(OTHER);
            TenantScope.requirePlatform();
            return TenantScope.in(OWN, () -> {
                assertThatExceptionOfType(OutsideOfScope.class).isThrownBy(() -> TenantScope.require(OTHER));
                return "done";
            });
        });
    }

    @Test
    void anotherThreadDoesNotInheritIt() {
        TenantScope.in(OWN, () -> {
            assertThat(CompletableFuture.supplyAsync(() -> {
                                try {
                                    TenantScope.require(OWN);
                                    return "inherited";
                                } catch (OutsideOfScope e) {
                                    return "not inherited";
                                }
                            })
                            .join())
                    .isEqualTo("not inherited");
            return "done";
        });
    }

    @Test
    void whatGoesWrongWithinComesOutAsItIs() {
        assertThatExceptionOfType(java.io.IOException.class)
                .isThrownBy(() -> TenantScope.in(OWN, () -> {
                    throw new java.io.IOException("gone");
                }))
                .withMessage("gone");
    }
}
