-- Translation memories and terms. One without a project is for everybody who may sign in.
create table loc.tms (
  id int generated always as identity primary key,
  project_id int references loc.projects,
  name text not null unique check (char_length(name) between 1 and 200),
  source_language text not null default 'ko',
  target_language text not null,
  created_by int not null references sec.people,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

create table loc.tm_units (
  tm_id int not null references loc.tms,
  id bigint generated always as identity,
  source text not null,
  target text not null,
  string_id text not null default '',
  note text not null default '',
  version int not null default 1,
  author int,
  edited_at timestamptz not null default now(),
  primary key (tm_id, id)
) with (fillfactor = 90);

-- Which memories serve a platform, a project or a folder; the nearest assignment counts.
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
alter table loc.tm_assignments enable row level security;
alter table loc.terms enable row level security;
create policy read on loc.tms for select using (id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_units for select using (tm_id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_assignments for select using (tm_id = any ((select sec.my_tms())::int[]));
create policy read on loc.terms for select using (project_id = any ((select sec.my_projects())::int[]));
