-- name: create
create table if not exists edits (
  id integer primary key autoincrement,
  client text not null,
  file_id integer not null,
  file_name text not null,
  ord integer not null,
  string_id text not null,
  source text not null,
  note text not null,
  version integer not null,
  target text not null,
  state integer not null,
  kind text not null
)

-- name: add
insert into edits (client, file_id, file_name, ord, string_id, source, note, version, target, state, kind)
values (:client, :file_id, :file_name, :ord, :string_id, :source, :note, :version, :target, :state, :kind)

-- name: rebase
update edits set version = :version
where id > :id and (client, file_id, ord, version) = (select client, file_id, ord, version from edits where id = :id)

-- name: remove
delete from edits where id = :id

-- name: clients
select distinct client from edits

-- name: all
select id, client, file_id, file_name, ord, string_id, source, note, version, target, state, kind from edits order by id

-- name: prepare
pragma journal_mode = truncate

-- name: durable
pragma synchronous = full

-- name: check
pragma quick_check(1)

-- name: begin
begin immediate
