create table api_key (
    id         text primary key,
    kind       text not null,
    name       text not null,
    hash       text not null unique,
    created    text not null,
    expires    text,
    revoked    text,
    last_used  text,
    replaces   text
) strict, without rowid;

create table api_key_grant (
    key_id     text not null references api_key (id) on delete cascade,
    kind       text not null check (kind in ('role', 'permission', 'network')),
    position   integer not null,
    value      text not null,
    primary key (key_id, kind, position)
) strict, without rowid;

create table revoked_session (
    digest     text primary key,
    until      text not null
) strict, without rowid;

create table switched_off (
    kind       text not null check (kind in ('server', 'tool')),
    name       text not null,
    primary key (kind, name)
) strict, without rowid;

create table audit_head (
    only_one   integer primary key check (only_one = 1),
    sequence   integer not null,
    hash       text not null
) strict;
