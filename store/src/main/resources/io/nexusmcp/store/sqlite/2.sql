create table task (
    id           text primary key,
    sealed       text not null,
    caller       text not null,
    mount        text not null,
    server       text not null,
    tool         text not null,
    revision     text not null,
    abilities    integer not null,
    server_id    text,
    result       blob,
    status       text not null,
    message      text,
    created      text not null,
    updated      text not null,
    expires      text not null,
    poll_millis  integer not null,
    check ((server_id is null) <> (result is null))
) strict, without rowid;

create index task_of_caller on task (caller, created);

create index task_by_end on task (expires);
