-- name: projects
select p.id, p.name, coalesce(f.name, ''), p.source_language, loc.can_edit_v1(p.id)
from loc.projects p left join loc.platforms f on f.id = p.platform_id order by lower(p.name)

-- name: folders
select id, project_id, parent_id, name from loc.folders order by lower(name)

-- name: files
select f.id, f.project_id, f.folder_id, f.name, f.format, f.language, f.segment_count, f.size, f.sha256, f.layout, c.seq, c.done_count,
  f.deleted_at
from loc.files f join loc.file_counters c on c.file_id = f.id
where (f.deleted_at is not null) = %(trashed)s and (%(id)s::bigint is null or f.id = %(id)s) order by lower(f.name), f.language

-- name: rights
select loc.can_edit_file_v1(%(file_id)s), sec.has_role('reviewer', 'manager', 'admin')

-- name: create_project
select loc.create_project_v1(%(name)s, %(platform)s, %(source_language)s)

-- name: create_folder
select loc.create_folder_v1(%(project_id)s, %(parent_id)s, %(name)s)

-- name: trash_file
select loc.trash_file_v1(%(file_id)s, %(gone)s)
