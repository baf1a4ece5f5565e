-- Translation memories and terms. A memory without a project is for everybody who may sign in.
create table loc.tms (
  id int generated always as identity primary key,
  project_id int references loc.projects,
  name text not null check (char_length(name) between 1 and 200),
  source_language text not null default 'ko' check (source_language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  target_language text not null check (target_language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  created_by int not null references sec.people,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  -- seq is the newest change. Counting under this row's lock makes the order of seq the order of commit, and keeps two
  -- people from adding the same unit at once.
  seq bigint not null default 0,
  unit_count int not null default 0
) with (fillfactor = 20);
create unique index tms_name on loc.tms (name) where deleted_at is null;

-- No foreign key: one that is checked for each unit doubles the time of an import, and only delete_tm removes a memory.
create table loc.tm_units (
  tm_id int not null,
  id bigint generated always as identity,
  source text not null,
  target text not null,
  string_id text not null default '',
  note text not null default '',
  version int not null default 1,
  author int,
  edited_at timestamptz not null default now(),
  file_id bigint, -- the file that it was confirmed in
  writer text not null default '', -- who wrote it, as the file says that it was imported from
  primary key (tm_id, id),
  check (char_length(source) <= 1000000 and char_length(target) <= 1000000)
) with (fillfactor = 90);
create index tm_units_source on loc.tm_units (tm_id, hashtextextended(source, 0)); -- a text may be too long for an index

-- What became of the units: the feed that copies of a memory follow, and what was there before. One line is about all units
-- from unit_id to until_id: an import has one. version 0: the unit is gone. kind 'merged': it was another one's duplicate.
create table loc.tm_changes (
  tm_id int not null,
  seq bigint not null,
  unit_id bigint not null,
  until_id bigint not null,
  version int not null,
  kind text not null check (kind in ('confirmed', 'edited', 'deleted', 'merged', 'imported')),
  old_source text not null default '',
  old_target text not null default '',
  old_string_id text not null default '',
  author int not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tm_id, seq, unit_id)
);

-- Which memories serve a platform, a project or a folder; the nearest assignment of each counts.
create table loc.tm_assignments (
  id int generated always as identity primary key,
  tm_id int not null references loc.tms,
  platform_id int references loc.platforms,
  project_id int references loc.projects,
  folder_id int references loc.folders,
  priority smallint not null default 0,
  penalty smallint not null default 0 check (penalty between 0 and 100),
  writable boolean not null default false,
  check (num_nonnulls(platform_id, project_id, folder_id) = 1)
);
create unique index tm_assignments_place
  on loc.tm_assignments (tm_id, coalesce(platform_id, 0), coalesce(project_id, 0), coalesce(folder_id, 0));

-- Confirmed segments that their memory has not got yet: it was in use, or (error) could not take them.
create table sec.tm_waiting (
  id bigint generated always as identity primary key,
  tm_id int not null,
  file_id bigint not null,
  ord int not null,
  error text not null default ''
);
create index tm_waiting_tm on sec.tm_waiting (tm_id, id) where error = '';

create table loc.terms (
  id bigint generated always as identity primary key,
  project_id int not null references loc.projects,
  language text not null,
  source text not null check (source <> ''),
  target text not null,
  forbidden boolean not null default false,
  note text not null default '',
  version int not null default 1,
  author int,
  edited_at timestamptz not null default now()
);
create index terms_project on loc.terms (project_id, language);

create function sec.my_tms() returns int[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(t.id), '{}') from loc.tms t
  where sec.person_id() is not null and (t.project_id is null or t.project_id = any (sec.my_projects()))
$$;

alter table loc.tms enable row level security;
alter table loc.tm_units enable row level security;
alter table loc.tm_changes enable row level security;
alter table loc.tm_assignments enable row level security;
alter table sec.tm_waiting enable row level security;
alter table loc.terms enable row level security;
create policy read on loc.tms for select using (id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_units for select using (tm_id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_changes for select using (tm_id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_assignments for select using (tm_id = any ((select sec.my_tms())::int[])
  and (project_id is null or project_id = any ((select sec.my_projects())::int[]))
  and (folder_id is null or folder_id in (select f.id from loc.folders f)));
create policy read on loc.terms for select using (project_id = any ((select sec.my_projects())::int[]));
