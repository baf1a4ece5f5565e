-- What the numbers of this server are in the dump: people are their logins, platforms their names, and projects, folders,
-- files and memories are counted from 1.
create temp table dump_names on commit drop as
select 'projects' as kind, {project}::bigint as id, '1' as name
union all
select 'platforms', p.id, p.name from loc.platforms p
union all
select 'people', p.id, p.login::text from sec.people p
union all
select 'folders', f.id, row_number() over (order by f.id)::text from loc.folders f where f.project_id = {project}
union all
select 'files', f.id, row_number() over (order by f.id)::text from loc.files f
where f.project_id = {project} and f.finished_at is not null
union all
select 'tms', t.id, row_number() over (order by t.id)::text from loc.tms t where t.project_id = {project};
create unique index on dump_names (kind, id);
analyze dump_names
