-- The tree: platform, project, folder, file. A file keeps the bytes that it came with.
create table loc.platforms (
  id int generated always as identity primary key,
  name text not null unique check (char_length(name) between 1 and 200)
);

create table loc.projects (
  id int generated always as identity primary key,
  platform_id int references loc.platforms,
  name text not null unique check (char_length(name) between 1 and 200),
  source_language text not null default 'ko',
  created_by int not null references sec.people,
  created_at timestamptz not null default now()
);

alter table sec.members add foreign key (project_id) references loc.projects on delete cascade;
alter table sec.past_members add foreign key (project_id) references loc.projects on delete cascade;

create table loc.folders (
  id int generated always as identity primary key,
  project_id int not null references loc.projects,
  parent_id int,
  name text not null check (char_length(name) between 1 and 200),
  unique (id, project_id),
  foreign key (parent_id, project_id) references loc.folders (id, project_id)
);
create unique index folders_name on loc.folders (project_id, coalesce(parent_id, 0), name);

create table loc.files (
  id bigint generated always as identity primary key,
  project_id int not null references loc.projects,
  folder_id int,
  name text not null check (char_length(name) between 1 and 255),
  format text not null,
  language text not null check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  layout jsonb not null default '{}',
  size bigint not null default 0,
  sha256 text not null default '',
  segment_count int not null default 0,
  created_by int not null references sec.people,
  created_at timestamptz not null default now(),
  finished_at timestamptz, -- null while it is being uploaded
  deleted_at timestamptz,
  foreign key (folder_id, project_id) references loc.folders (id, project_id)
);
create unique index files_name on loc.files (project_id, coalesce(folder_id, 0), language, name) where deleted_at is null;

create table loc.file_chunks (
  file_id bigint not null references loc.files,
  number int not null,
  project_id int not null,
  data bytea not null,
  primary key (file_id, number)
);
-- Workbooks are compressed already, and compressing text costs an import more than its disk is worth.
alter table loc.file_chunks alter column data set storage external;

-- seq is the newest change of the file. Counting under this row's lock makes the order of seq the order of commit.
create table loc.file_counters (
  file_id bigint primary key references loc.files,
  project_id int not null,
  seq bigint not null default 0,
  done_count int not null default 0 -- confirmed or reviewed
) with (fillfactor = 20);

alter table loc.platforms enable row level security;
alter table loc.projects enable row level security;
alter table loc.folders enable row level security;
alter table loc.files enable row level security;
alter table loc.file_chunks enable row level security;
alter table loc.file_counters enable row level security;
create policy read on loc.platforms for select
  using (id in (select p.platform_id from loc.projects p) or (select sec.has_role('manager', 'admin')));
create policy read on loc.projects for select using (id = any ((select sec.my_projects())::int[]));
create policy read on loc.folders for select using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.files for select
  using (project_id = any ((select sec.my_projects())::int[]) and finished_at is not null);
create policy read on loc.file_chunks for select using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.file_counters for select using (project_id = any ((select sec.my_projects())::int[]));

-- Counts for those who ask instead of listening. A sequence, so that nobody waits: it moves a moment before the commit, and
-- who sees it move reads twice.
create sequence loc.tree_counter;

-- One notification a statement on the tree; which project is the hint, what changed is read again.
create function loc.tree_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform nextval('loc.tree_counter');
  perform pg_notify('loc_tree', '');
  return null;
end $$;
create trigger tree_changed after insert or update or delete on loc.projects for each statement execute function loc.tree_changed();
create trigger tree_changed after insert or update or delete on loc.folders for each statement execute function loc.tree_changed();
create trigger tree_changed after insert or update or delete on loc.files for each statement execute function loc.tree_changed();

create function loc.create_project_v1(p_name text, p_platform text, p_source_language text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := sec.demand_role('manager', 'admin');
  new_platform int;
  new_project int;
begin
  if p_platform <> '' then
    insert into loc.platforms (name) values (p_platform) on conflict (name) do nothing;
    select id into new_platform from loc.platforms where name = p_platform;
  end if;
  insert into loc.projects (platform_id, name, source_language, created_by)
  values (new_platform, p_name, p_source_language, me) returning id into new_project;
  insert into sec.members (person_id, project_id, capability) values (me, new_project, 'manage');
  return new_project;
end $$;

create function loc.create_folder_v1(p_project int, p_parent int, p_name text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  new_folder int;
begin
  perform sec.demand(p_project, 'manage');
  perform sec.demand_name(p_name);
  insert into loc.folders (project_id, parent_id, name) values (p_project, p_parent, p_name) returning id into new_folder;
  return new_folder;
end $$;

-- To the trash and back; nothing is erased here.
create function loc.trash_file_v1(p_file bigint, p_gone boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_file loc.files;
begin
  select * into this_file from loc.files f where f.id = p_file;
  perform sec.demand(this_file.project_id, 'manage', this_file.language);
  update loc.files set deleted_at = case when p_gone then now() end where id = p_file;
  perform sec.note_audit(case when p_gone then 'file trashed' else 'file restored' end, this_file.name,
    jsonb_build_object('file', p_file, 'project', this_file.project_id, 'language', this_file.language));
end $$;

-- Whether this person may change texts of the project, for the window to say so before they type.
create function loc.can_edit_v1(p_project int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select sec.has_role('admin') or exists (
    select from sec.members m where m.person_id = sec.person_id() and m.project_id = p_project
    and m.capability in ('edit', 'manage'))
$$;

create function loc.can_edit_file_v1(p_file bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select sec.has_role('admin') or exists (
    select from loc.files f join sec.members m using (project_id)
    where f.id = p_file and m.person_id = sec.person_id() and m.capability in ('edit', 'manage')
    and (m.languages is null or f.language = any (m.languages)))
$$;
