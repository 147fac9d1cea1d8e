-- When each API key was used last; see KeyUses.
create table if not exists api_key_uses (
    key_id       text primary key,
    last_used_at timestamptz not null
);
