package io.comptoir.contract.access;

import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;

/**
 * An API key as it may be stored: what it is called and the hash of its secret, never the secret.
 *
 * @param id         the public part of the key
 * @param secretHash SHA-256 of the whole key, in lower-case hexadecimal; a key has 256 random bits, so a fast hash is enough
 * @param label      what a person calls the key
 * @param role       what the key may do
 */
public record KeyGrant(ApiKeyId id, String secretHash, Note label, Role role) {}
