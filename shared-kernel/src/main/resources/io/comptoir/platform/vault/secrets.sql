-- Secrets that somebody must not read who finds a copy of this database: each is wrapped by an encryption key that is not here.
create table if not exists secrets (
    scope text not null,
    name text not null,
    wrapped bytea not null,
    wrapped_by bigint not null,
    created_at timestamptz not null,
    primary key (scope, name)
);

create index if not exists secrets_by_encryption_key on secrets (wrapped_by);
