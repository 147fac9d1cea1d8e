package io.comptoir.platform.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import io.comptoir.contract.values.TenantId;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of organizations. Each is one random secret from which two keys derive: one wraps the keys of people, the other
 * makes the hashes that the blind index is searched by, so that the same word looks different in every organization.
 */
final class TenantKeys {

    static final int SECRET_BYTES = 32;

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int MAX_KEPT = 10_000;
    private static final String HMAC = "HmacSHA256";

    /** Half of the hash: 128 bits tell apart all words there will ever be. */
    private static final int WORD_BYTES = 16;

    private final Function<TenantId, byte[]> secrets;
    private final Cache<TenantId, Derived> kept =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX_KEPT).build();

    private record Derived(Aead wrapping, SecretKeySpec index) {}

    /** @param secrets {@value #SECRET_BYTES} random bytes for each organization, always the same */
    TenantKeys(Function<TenantId, byte[]> secrets) {
        this.secrets = secrets;
    }

    static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    Aead wrapping(TenantId tenantId) {
        return of(tenantId).wrapping();
    }

    /** What stands for a word in the blind index. */
    byte[] hashOf(TenantId tenantId, String word) {
        return java.util.Arrays.copyOf(hmac(of(tenantId).index(), word), WORD_BYTES);
    }

    /** A text form of {@link #hashOf}, for caches. */
    static String textOf(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }

    // Not loaded within the cache: a question to the vault must not hold others up.
    private Derived of(TenantId tenantId) {
        Derived known = kept.getIfPresent(tenantId);
        if (known != null) {
            return known;
        }
        SecretKeySpec secret = new SecretKeySpec(secrets.apply(tenantId), HMAC);
        Derived derived = new Derived(
                AesGcm.of(hmac(secret, "wrap the keys of people")),
                new SecretKeySpec(hmac(secret, "index words blindly"), HMAC));
        kept.put(tenantId, derived);
        return derived;
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
