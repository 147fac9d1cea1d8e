-- The history's hashes. They lie in the vault and not among the read models: a log that is built again from events that were
-- altered would agree with them. Nothing here is ever updated but the ends of the trees.

create table if not exists history_progress (
    only_row boolean primary key default true check (only_row),
    position bigint not null
);

insert into history_progress (position) values (-1) on conflict do nothing;

-- One tree for each organization: how many leaves it has, and the roots of its complete subtrees, the largest first.
create table if not exists history_trees (
    organization uuid   primary key,
    size         bigint not null,
    position     bigint not null,
    peaks        bytea  not null
);

create table if not exists history_leaves (
    organization uuid   not null,
    leaf         bigint not null,
    position     bigint not null,
    event_id     text   not null,
    hash         bytea  not null,
    primary key (organization, leaf)
);

create index if not exists history_leaves_by_event on history_leaves (organization, event_id);

-- Complete subtrees of 16, 256, 4,096 … leaves. What lies between is folded from at most eight of them when it is asked for.
create table if not exists history_nodes (
    organization uuid     not null,
    level        smallint not null,
    node         bigint   not null,
    hash         bytea    not null,
    primary key (organization, level, node)
);

create table if not exists history_checkpoints (
    organization uuid        not null,
    tree_size    bigint      not null,
    root_hash    bytea       not null,
    position     bigint      not null,
    taken_at     timestamptz not null,
    key_id       text        not null,
    signature    text        not null,
    primary key (organization, tree_size)
);

-- Every key that ever signed; the private parts are among the secrets.
create table if not exists history_keys (
    key_id     text        primary key,
    public_key bytea       not null,
    created_at timestamptz not null,
    retired_at timestamptz
);
