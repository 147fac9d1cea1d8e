package io.comptoir.platform.privacy;

import com.google.crypto.tink.Aead;
import java.time.Instant;

/** A key of a person: it lives and seals, or it was destroyed. */
sealed interface SubjectKey {

    int generation();

    /** When it was made. */
    Instant createdAt();

    record Living(int generation, Instant createdAt, Aead aead) implements SubjectKey {}

    record Destroyed(int generation, Instant createdAt, Instant destroyedAt) implements SubjectKey {}
}
