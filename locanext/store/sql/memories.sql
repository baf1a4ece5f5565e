-- name: memories
select t.id, t.name, t.project_id, coalesce(p.name, ''), t.source_language, t.target_language, t.unit_count, t.seq, t.deleted_at
from loc.tms t left join loc.projects p on p.id = t.project_id
where (t.deleted_at is not null) = %(trashed)s order by lower(t.name), t.id

-- name: assignments
select a.tm_id, a.platform_id, coalesce(f.name, ''), a.project_id, a.folder_id, a.priority, a.penalty, a.writable
from loc.tm_assignments a left join loc.platforms f on f.id = a.platform_id order by a.priority desc, a.id

-- name: active
select tm_id, priority, penalty, writable, fed from loc.active_tms_v1(%(file_id)s)

-- name: create
select loc.create_tm_v1(%(name)s, %(project_id)s, %(source_language)s, %(target_language)s)

-- name: rename
select loc.rename_tm_v1(%(tm_id)s, %(name)s)

-- name: trash
select loc.trash_tm_v1(%(tm_id)s, %(gone)s)

-- name: delete
select loc.delete_tm_v1(%(tm_id)s)

-- name: platform
select id from loc.platforms where name = %(name)s

-- name: assign
select loc.assign_tm_v1(%(tm_id)s, %(platform_id)s, %(project_id)s, %(folder_id)s, %(priority)s, %(penalty)s, %(writable)s)

-- name: unassign
select loc.unassign_tm_v1(%(tm_id)s, %(platform_id)s, %(project_id)s, %(folder_id)s)

-- name: seqs
select loc.tm_seqs_v1(%(tm_ids)s::int[])

-- name: changes
select seq, unit_id, until_id, version, kind from loc.tm_changes
where tm_id = %(tm_id)s and (seq, unit_id) > (%(seq)s, %(unit_id)s) order by seq, unit_id limit %(limit)s

-- name: units
with page as (
  select id, source, target, string_id, note, version, author, writer, edited_at from loc.tm_units
  where tm_id = %(tm_id)s and id between %(first)s and %(last)s order by id limit %(limit)s
), names as (
  select id, display_name from loc.names_v1((select array_agg(distinct author) from page where writer = ''))
)
select p.id, p.source, p.target, p.string_id, p.note, p.version, coalesce(nullif(p.writer, ''), n.display_name, ''), p.edited_at
from page p left join names n on n.id = p.author order by p.id

-- name: search
with page as (
  select u.id, u.source, u.target, u.string_id, u.note, u.version, u.author, u.writer, u.edited_at
  from loc.search_tm_v1(%(tm_id)s, %(needle)s, %(field)s, %(mode)s, %(after)s, %(limit)s) found
  join loc.tm_units u on u.tm_id = %(tm_id)s and u.id = found.id
), names as (
  select id, display_name from loc.names_v1((select array_agg(distinct author) from page where writer = ''))
)
select p.id, p.source, p.target, p.string_id, p.note, p.version, coalesce(nullif(p.writer, ''), n.display_name, ''), p.edited_at
from page p left join names n on n.id = p.author order by p.id

-- name: copy_out
copy (
  with names as materialized (
    select id, display_name from loc.names_v1(array(select distinct author from loc.tm_units where tm_id = {tm_id} and writer = ''))
  )
  select u.id, u.source, u.target, u.string_id, u.note, u.version,
    coalesce(nullif(u.writer, ''), (select n.display_name from names n where n.id = u.author), ''), u.edited_at
  from loc.tm_units u where u.tm_id = {tm_id} order by u.id
) to stdout (format binary)

-- name: edit
select ok, version, source, target, string_id, note
from loc.edit_tm_unit_v1(%(tm_id)s, %(unit_id)s, %(version)s, %(source)s, %(target)s, %(string_id)s, %(note)s)

-- name: delete_units
select loc.delete_tm_units_v1(%(tm_id)s, %(unit_ids)s)

-- name: merge
select loc.merge_tm_v1(%(tm_id)s)

-- name: be_patient
select set_config('idle_in_transaction_session_timeout', '10min', true)

-- name: begin_upload
select loc.begin_tm_upload_v1(%(tm_id)s)

-- name: copy_in
copy {staging} (source, target, string_id, note, writer, edited_at) from stdin (format binary)

-- name: finish_upload
select added, already from loc.finish_tm_upload_v1(%(tm_id)s)

-- name: identity
select system_identifier || ' ' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || ' ' || current_database()
from pg_control_system()
