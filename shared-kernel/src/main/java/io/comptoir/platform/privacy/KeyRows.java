package io.comptoir.platform.privacy;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the keys of people lie, each wrapped, and what leads to them. Nothing in here can be read without other keys. */
interface KeyRows {

    /** @param wrapped absent when the key is destroyed */
    @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
    record Row(
            DataSubjectId subject,
            int generation,
            byte @Nullable [] wrapped,
            Instant createdAt,
            @Nullable Instant destroyedAt) {}

    @SuppressWarnings("ArrayRecordComponent") // As above.
    record NewKey(DataSubjectId subject, int generation, byte[] wrapped) {}

    /** @param hash of a word that leads to the subject */
    @SuppressWarnings("ArrayRecordComponent") // As above.
    record Word(byte[] hash, DataSubjectId subject) {}

    /**
     * What the last destruction of a person's keys took away, whoever carried it out.
     *
     * @param keys  how many there were
     * @param words how many words led to them
     */
    record Destroyed(int keys, int words, Instant at) {}

    /**
     * Destructions are numbered from 1, one after another: whoever has seen a number has missed none before it.
     *
     * @param number of the last one
     * @param people whose keys were destroyed since the one that was asked for
     */
    record Destructions(long number, List<Person> people) {}

    record Person(TenantId tenantId, DataSubjectId subject) {}

    /**
     * Keeps new keys, where there are none of their generation, and the words that lead to people with a living key, all in
     * one question.
     *
     * @return what is there of these people then; a key that another node kept at the same moment may be missing
     */
    List<Row> keep(TenantId tenantId, Collection<NewKey> keys, Collection<Word> words, Instant now);

    /** All generations of these people. */
    List<Row> find(TenantId tenantId, Collection<DataSubjectId> subjects);

    /**
     * Destroys the keys of a person up to a generation and what leads to them. Again and again changes nothing, and tells what the
     * first time told.
     */
    Destroyed destroy(TenantId tenantId, DataSubjectId subject, int upTo, Instant now);

    /** What was destroyed after a number, of all organizations. */
    Destructions destroyedAfter(long number);

    /** The living keys a word leads to, at most so many. */
    Set<KeyName> named(TenantId tenantId, byte[] word, int limit);
}
