-- A key for each person and generation, wrapped by the key of the organization. A destroyed key leaves its row behind: that
-- somebody was erased is known for good, and is never confused with a key that was lost.
create table if not exists subject_keys (
    tenant uuid not null,
    subject text not null,
    generation int not null check (generation >= 1),
    wrapped bytea,
    created_at timestamptz not null,
    destroyed_at timestamptz,
    -- How many words led to the keys that were destroyed at that moment.
    words_destroyed int,
    primary key (tenant, subject, generation),
    check ((wrapped is null) = (destroyed_at is not null))
);

-- Each destruction of keys takes the next number, in its transaction: none becomes visible after a later one, so that nodes
-- that remember keys miss none.
create table if not exists key_destructions (
    one int primary key check (one = 1),
    number bigint not null
);

insert into key_destructions (one, number) values (1, 0) on conflict do nothing;

alter table subject_keys add column if not exists destruction bigint;

create index if not exists subject_keys_by_destruction on subject_keys (destruction) where destruction is not null;

-- Which people a word leads to; the word itself is only here as a keyed hash.
create table if not exists blind_index (
    tenant uuid not null,
    word bytea not null,
    subject text not null,
    generation int not null,
    primary key (tenant, word, subject, generation)
);

create index if not exists blind_index_by_subject on blind_index (tenant, subject);

-- Up to where the events have been searched for erasures. It lies here, so that a vault that is restored from a backup
-- carries out again what was decided after it.
create table if not exists erasures_followed (
    one int primary key check (one = 1),
    token_type text not null,
    token bytea not null
);
