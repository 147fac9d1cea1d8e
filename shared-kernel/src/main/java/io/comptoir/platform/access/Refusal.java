package io.comptoir.platform.access;

import io.comptoir.contract.access.ApiKeyRefused;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a credential was not believed. What is told to its holder is less than this where more would help a stranger. */
public enum Refusal {
    /** No key and no token, or one with a mistyped character. */
    MALFORMED(null),
    UNKNOWN_KEY(null),
    WRONG_SECRET(ApiKeyRefused.Reason.WRONG_SECRET),
    KEY_EXPIRED(ApiKeyRefused.Reason.EXPIRED),
    KEY_REVOKED(ApiKeyRefused.Reason.REVOKED),
    ORGANIZATION_SUSPENDED(ApiKeyRefused.Reason.ORGANIZATION_SUSPENDED),
    PERMISSION_MISSING(ApiKeyRefused.Reason.PERMISSION_MISSING),
    /** No token that can be read, or not signed by one of our keys with one of our algorithms. */
    TOKEN_UNSIGNED(null),
    TOKEN_ISSUER(null),
    TOKEN_AUDIENCE(null),
    TOKEN_EXPIRED(null),
    TOKEN_NOT_YET_VALID(null),
    /** It speaks of another organization than its key's. */
    TOKEN_ORGANIZATION(null);

    private final ApiKeyRefused.@Nullable Reason recorded;

    Refusal(ApiKeyRefused.@Nullable Reason recorded) {
        this.recorded = recorded;
    }

    /** How the organization's history names it; empty if nobody's key is concerned. */
    Optional<ApiKeyRefused.Reason> recorded() {
        return Optional.ofNullable(recorded);
    }

    /** As logs, metrics and answers write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
