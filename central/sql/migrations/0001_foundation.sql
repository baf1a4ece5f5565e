-- The schema of the first release. Frozen: later changes are migrations of their own.
-- People, and what they may do. A person is a PostgreSQL role: session_user cannot be forged, by SQL or by a pool.
-- What is made here is closed until 09_rights opens it.
alter default privileges revoke execute on functions from public;

create schema sec;
create schema loc;

create table sec.schema_versions (
  version int primary key,
  applied_at timestamptz not null default now()
);

create table sec.people (
  id int generated always as identity primary key,
  login name not null unique,
  display_name text not null check (char_length(display_name) between 1 and 200),
  role text not null check (role in ('translator', 'reviewer', 'manager', 'admin')),
  team text not null default '',
  department text not null default '',
  active boolean not null default true,
  must_change_password boolean not null default false,
  created_at timestamptz not null default now()
);

create table sec.members (
  person_id int not null references sec.people,
  project_id int not null,
  capability text not null check (capability in ('read', 'edit', 'manage')),
  languages text[], -- null: all
  primary key (person_id, project_id)
);

-- Failures are counted by get_auth, which runs at every login that comes through PgBouncer.
create table sec.login_attempts (
  login name primary key,
  failures int not null,
  last_at timestamptz not null
);

create table sec.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor name not null default session_user,
  action text not null,
  subject text not null default '',
  detail jsonb not null default '{}'
);

create function sec.person_id() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select id from sec.people where login = session_user and active
$$;

create function sec.has_role(variadic roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from sec.people where login = session_user and active and role = any (roles))
$$;

-- The projects that this person may read. In a policy write "= any ((select sec.my_projects())::int[])": the inner
-- select is evaluated once a statement and not once a row.
create function sec.my_projects() returns int[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if sec.has_role('admin') then
    return (select coalesce(array_agg(id), '{}') from loc.projects);
  end if;
  return (select coalesce(array_agg(m.project_id), '{}') from sec.members m where m.person_id = sec.person_id());
end $$;

-- The person's id, when they have this capability on the project (and the language, when one is named); else an error,
-- the same one for what does not exist (p_project null).
create function sec.demand(p_project int, p_capability text, p_language text default null) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := sec.person_id();
begin
  if me is not null and p_project is not null and (sec.has_role('admin') or exists (
      select from sec.members m
      where m.person_id = me and m.project_id = p_project
        and (m.capability = 'manage' or m.capability = p_capability or p_capability = 'read')
        and (m.languages is null or p_language is null or p_language = any (m.languages)))) then
    return me;
  end if;
  raise insufficient_privilege using message = format('It is not there, or you have no right to %s it.', p_capability);
end $$;

create function sec.demand_role(variadic roles text[]) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not sec.has_role(variadic roles) and not (select r.rolsuper from pg_roles r where r.rolname = session_user) then
    raise insufficient_privilege using message = format('Only a %s may do this.', array_to_string(roles, ' or '));
  end if;
  return sec.person_id();
end $$;

-- Who this connection belongs to, and what the server is. No row: the account is not a person here, or is disabled.
create function loc.hello_v1()
returns table (id int, login text, display_name text, role text, must_change_password boolean, schema_version int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.login::text, p.display_name, p.role, p.must_change_password,
         (select max(v.version) from sec.schema_versions v)
  from sec.people p where p.login = session_user and p.active
$$;

alter table sec.people enable row level security;
alter table sec.members enable row level security;
alter table sec.login_attempts enable row level security;
alter table sec.audit enable row level security;
alter table sec.schema_versions enable row level security;

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
create policy read on loc.platforms for select to loc_member
  using (id in (select p.platform_id from loc.projects p) or (select sec.has_role('manager', 'admin')));
create policy read on loc.projects for select to loc_member using (id = any ((select sec.my_projects())::int[]));
create policy read on loc.folders for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.files for select to loc_member
  using (project_id = any ((select sec.my_projects())::int[]) and finished_at is not null);
create policy read on loc.file_chunks for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.file_counters for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));

-- One notification a statement on the tree; which project is the hint, what changed is read again.
create function loc.tree_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
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
end $$;

-- Whether this person may change texts of the project, for the window to say so before they type.
create function loc.can_edit_v1(p_project int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select sec.has_role('admin') or exists (
    select from sec.members m where m.person_id = sec.person_id() and m.project_id = p_project
    and m.capability in ('edit', 'manage'))
$$;

-- Segments, and the append-only feed of their changes, which is their history too.
create table loc.segments (
  file_id bigint not null,
  ord int not null check (ord >= 0),
  project_id int not null,
  string_id text not null,
  source text not null,
  target text not null default '' check (char_length(target) <= 1000000),
  state smallint not null default 0 check (state between 0 and 5),
  version int not null default 1,
  locked boolean not null default false,
  note text not null default '',
  author int,
  edited_at timestamptz,
  primary key (file_id, ord)
) with (fillfactor = 80); -- room for an edit on its own page: no index entry has to be written

-- ord is -1 for what concerns the whole file. kind 'conflict' keeps a text that lost against a newer version:
-- version, state and locked are then those of the segment as it stayed.
create table loc.changes (
  file_id bigint not null,
  seq bigint not null,
  ord int not null,
  project_id int not null,
  version int not null,
  kind text not null check (kind in ('typed', 'undone', 'merged', 'imported', 'conflict')),
  target text not null check (char_length(target) <= 1000000),
  state smallint not null,
  locked boolean not null default false,
  old_target text not null default '',
  old_state smallint not null default 0,
  author int not null,
  at timestamptz not null default clock_timestamp(),
  primary key (file_id, seq, ord)
);
create index changes_of_segment on loc.changes (file_id, ord, seq);

alter table loc.segments enable row level security;
alter table loc.changes enable row level security;
create policy read on loc.segments for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.changes for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));

-- The names of the people whose work this person can see, and nothing else of them.
create function loc.names_v1(p_ids int[]) returns table (id int, login text, display_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.login::text, p.display_name from sec.people p
  where p.id = any (p_ids) and (
    sec.has_role('admin') or p.login = session_user
    or exists (select from sec.members mine join sec.members theirs using (project_id)
               where mine.person_id = sec.person_id() and theirs.person_id = p.id)
    or (p.role = 'admin' and sec.person_id() is not null))
$$;

-- One notification a statement: "seq ord@version,ord@version…", or "seq many" when it would not fit into a payload.
create function loc.announce_changes() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  batch record;
begin
  for batch in
    select file_id, seq, count(*) as n, string_agg(ord || '@' || version, ',') filter (where nth <= 300) as touched
    from (select file_id, seq, ord, version, row_number() over (partition by file_id, seq) as nth from added) numbered
    group by file_id, seq
  loop
    perform pg_notify('loc_file_' || batch.file_id, batch.seq || ' ' || case when batch.n > 300 then 'many' else batch.touched end);
  end loop;
  return null;
end $$;
create trigger announce_changes after insert on loc.changes
  referencing new table as added for each statement execute function loc.announce_changes();

-- The only way to write a segment. Every text is kept: one that meets a newer version goes into the history as a
-- 'conflict' and the newer text stays. Saving again what is saved already (an answer was lost) changes nothing.
-- Returns each segment as it now stands, in no order; one that does not exist is left out.
create function loc.save_segments_v1(
  p_file bigint, p_ords int[], p_versions int[], p_targets text[], p_states smallint[], p_kind text)
returns table (ord int, ok boolean, version int, target text, state smallint, locked boolean, author int, edited_at timestamptz, seq bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  this_file loc.files;
  me int;
  next_seq bigint;
  saved int[];
begin
  select * into this_file from loc.files f where f.id = p_file and f.deleted_at is null and f.finished_at is not null;
  me := sec.demand(this_file.project_id, 'edit', this_file.language);
  if p_kind is null or p_kind not in ('typed', 'undone', 'merged') then
    raise invalid_parameter_value using message = format('%s is no way of editing.', p_kind);
  end if;
  if exists (select from unnest(p_ords, p_versions, p_targets, p_states) a (o, v, t, s) where num_nulls(o, v, t, s) > 0) then
    raise invalid_parameter_value using message = 'A segment lacks its number, version, text or state.';
  end if;
  if (select count(*) <> count(distinct o) from unnest(p_ords) o) then
    raise invalid_parameter_value using message = 'A segment stands twice in one save.';
  end if;
  if 4 = any (p_states) then
    perform sec.demand_role('reviewer', 'manager', 'admin');
  end if;
  -- Always in this order, so that two batches cannot wait for each other.
  perform 1 from loc.segments s where s.file_id = p_file and s.ord = any (p_ords) order by s.ord for update;
  select c.seq + 1 into strict next_seq from loc.file_counters c where c.file_id = p_file for update;
  with asked as (
    select a.*, s.version as old_version, s.target as old_target, s.state as old_state, s.locked as old_locked,
      s.version = a.version and not s.locked as wins,
      s.version = a.version + 1 and s.author = me and s.target = a.target and s.state = a.state as repeated
    from unnest(p_ords, p_versions, p_targets, p_states) a (ord, version, target, state)
    join loc.segments s on s.file_id = p_file and s.ord = a.ord
  ), written as (
    update loc.segments s
    set target = a.target, state = a.state, version = s.version + 1, author = me, edited_at = clock_timestamp()
    from asked a where s.file_id = p_file and s.ord = a.ord and a.wins
  ), logged as (
    insert into loc.changes (file_id, seq, ord, project_id, version, kind, target, state, locked, old_target, old_state, author)
    select p_file, next_seq, a.ord, this_file.project_id, a.old_version + a.wins::int, case when a.wins then p_kind else 'conflict' end,
      a.target, case when a.wins then a.state else a.old_state end, a.old_locked, a.old_target, a.old_state, me
    from asked a where a.wins or not a.repeated
    returning 1
  ), counted as (
    update loc.file_counters c set seq = next_seq, done_count = c.done_count
      + (select coalesce(sum((a.state in (3, 4))::int - (a.old_state in (3, 4))::int), 0) from asked a where a.wins)
    where c.file_id = p_file and exists (select from logged)
  )
  select array_agg(a.ord) into saved from asked a where a.wins or a.repeated;
  return query
    select s.ord, s.ord = any (coalesce(saved, '{}')), s.version, s.target, s.state, s.locked, s.author, s.edited_at,
      (select c.seq from loc.file_counters c where c.file_id = p_file)
    from loc.segments s where s.file_id = p_file and s.ord = any (p_ords);
end $$;

-- The positions of the segments that a filter lets through, in order. Row-level security would keep a text filter from
-- any index and re-check each row; here the right is checked once. p_needle '': any text. p_field: source, target,
-- string_id or any. p_mode: contains, exact, regex or not (contains not). p_states null: any.
create function loc.filter_segments_v1(p_file bigint, p_needle text, p_field text, p_mode text, p_states smallint[])
returns table (ord int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  fold text := lower(p_needle);
begin
  perform sec.demand((select f.project_id from loc.files f where f.id = p_file), 'read');
  return query
    select s.ord from loc.segments s
    cross join lateral (select case p_field
      when 'source' then s.source when 'target' then s.target when 'string_id' then s.string_id
      else concat_ws(E'\x01', s.string_id, s.source, s.target) end) f (text)
    where s.file_id = p_file
      and (p_states is null or s.state = any (p_states))
      and (p_needle = '' or case p_mode
        when 'contains' then strpos(lower(f.text), fold) > 0
        when 'not' then strpos(lower(f.text), fold) = 0
        when 'exact' then case when p_field = 'any' then p_needle in (s.string_id, s.source, s.target) else f.text = p_needle end
        else f.text ~* p_needle end)
    order by s.ord;
end $$;

-- Bringing a file in. COPY cannot write into a table with row-level security, so the segments of one upload come through
-- a staging table of its own, into which only the person who uploads may insert. Everything happens in one transaction:
-- a cancel, an error or a crash leaves nothing.

-- The file, unseen until finish_upload, and the name of the staging table.
create function loc.begin_upload_v1(
  p_project int, p_folder int, p_name text, p_format text, p_language text, p_layout jsonb,
  out file_id bigint, out staging text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := sec.demand(p_project, 'manage', p_language);
begin
  insert into loc.files (project_id, folder_id, name, format, language, layout, created_by)
  values (p_project, p_folder, p_name, p_format, p_language, p_layout, me) returning id into file_id;
  insert into loc.file_counters (file_id, project_id) values (file_id, p_project);
  staging := 'upload_' || file_id;
  execute format('create unlogged table loc.%I (ord int not null, string_id text not null, source text not null,'
    ' target text not null, state smallint not null, note text not null)', staging);
  execute format('grant insert on loc.%I to %I', staging, session_user);
end $$;

-- An upload that this person began and has not finished.
create function sec.own_upload(p_file bigint) returns loc.files
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_file loc.files;
begin
  select * into this_file from loc.files f where f.id = p_file and f.finished_at is null and f.created_by = sec.person_id();
  if not found then
    raise insufficient_privilege using message = 'This is not an upload of yours.';
  end if;
  -- Still: the right may have been taken away since it began.
  perform sec.demand(this_file.project_id, 'manage', this_file.language);
  return this_file;
end $$;

create function loc.upload_chunk_v1(p_file bigint, p_number int, p_data bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into loc.file_chunks (file_id, number, project_id, data)
  values (p_file, p_number, (sec.own_upload(p_file)).project_id, p_data);
end $$;

-- Take what the staging table holds, and empty it. Called every some ten thousand segments: so progress is real, a
-- cancel is heard, and the staging table stays small.
create function loc.upload_segments_v1(p_file bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  project int := (sec.own_upload(p_file)).project_id;
begin
  execute format('insert into loc.segments (file_id, ord, project_id, string_id, source, target, state, note)'
    ' select $1, ord, $2, string_id, source, target, state, note from loc.%I', 'upload_' || p_file) using p_file, project;
  execute format('truncate loc.%I', 'upload_' || p_file);
end $$;

-- The file becomes visible. Its segments must be numbered from 0 without a gap.
create function loc.finish_upload_v1(p_file bigint, p_size bigint, p_sha256 text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_file loc.files := sec.own_upload(p_file);
  counted record;
begin
  execute format('drop table loc.%I', 'upload_' || p_file);
  select count(*) as n, coalesce(max(s.ord), -1) as last, count(*) filter (where s.state in (3, 4)) as done
    into counted from loc.segments s where s.file_id = p_file;
  if counted.last + 1 <> counted.n then
    raise invalid_parameter_value using message = 'The segments of an upload are not numbered without a gap.';
  end if;
  if p_size <> (select coalesce(sum(length(c.data)), 0) from loc.file_chunks c where c.file_id = p_file) then
    raise invalid_parameter_value using message = 'The bytes of an upload are not complete.';
  end if;
  update loc.files set size = p_size, sha256 = p_sha256, segment_count = counted.n, finished_at = now() where id = p_file;
  update loc.file_counters set seq = 1, done_count = counted.done where file_id = p_file;
  insert into loc.changes (file_id, seq, ord, project_id, version, kind, target, state, author)
  values (p_file, 1, -1, this_file.project_id, 1, 'imported', '', 0, this_file.created_by);
end $$;

-- Who is in which file and on which segment. A window renews its line every some ten seconds; one that is not renewed
-- for 30 is gone. Unlogged: after a crash everybody says it anew.
create unlogged table loc.presence (
  client uuid primary key, -- one a window, made by the window
  person_id int not null,
  project_id int not null,
  file_id bigint not null,
  ord int,
  at timestamptz not null
);
create index presence_file on loc.presence (file_id);
alter table loc.presence enable row level security;

-- Say that this window is in the file; who is there now. Others are told when somebody comes or moves.
create function loc.be_present_v1(p_client uuid, p_file bigint, p_ord int)
returns table (client uuid, login text, display_name text, ord int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  project int := (select f.project_id from loc.files f where f.id = p_file);
  me int := sec.demand(project, 'read');
  moved boolean;
begin
  moved := not exists (select from loc.presence p where p.client = p_client and p.person_id = me and p.file_id = p_file
                       and p.ord is not distinct from p_ord and p.at > now() - interval '30 seconds');
  insert into loc.presence as p (client, person_id, project_id, file_id, ord, at) values (p_client, me, project, p_file, p_ord, now())
  on conflict (client) do update set project_id = project, file_id = p_file, ord = p_ord, at = now() where p.person_id = me;
  if moved then
    perform pg_notify('loc_file_' || p_file, 'people');
  end if;
  return query
    select p.client, x.login::text, x.display_name, p.ord from loc.presence p join sec.people x on x.id = p.person_id
    where p.file_id = p_file and p.at > now() - interval '30 seconds' order by x.login, p.client
    limit 500; -- nobody reads more names, and a client could make up any number of windows
end $$;

create function loc.leave_v1(p_client uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  left_file bigint;
begin
  delete from loc.presence p where p.client = p_client and p.person_id = sec.person_id() returning p.file_id into left_file;
  delete from loc.presence p where p.at < now() - interval '1 hour';
  if left_file is not null then
    perform pg_notify('loc_file_' || left_file, 'people');
  end if;
end $$;

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
create policy read on loc.tms for select to loc_member using (id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_units for select to loc_member using (tm_id = any ((select sec.my_tms())::int[]));
create policy read on loc.tm_assignments for select to loc_member using (tm_id = any ((select sec.my_tms())::int[]));
create policy read on loc.terms for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));

-- Findings of the checks, and the records of work: tasks, logs, telemetry.
create table loc.findings (
  file_id bigint not null references loc.files,
  ord int not null,
  project_id int not null,
  check_name text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  span int4range not null,
  message text not null,
  version int not null, -- of the segment that was checked
  waived_by int references sec.people,
  waived_at timestamptz,
  primary key (file_id, ord, check_name, span)
);

create table loc.tasks (
  id uuid primary key, -- made by the window that runs it
  person_id int not null references sec.people,
  project_id int references loc.projects,
  app text not null,
  title text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0,
  total bigint not null default 0,
  error text not null default '',
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index tasks_person on loc.tasks (person_id, started_at desc);

-- Kept by time: a partition a month, dropped when it is old. The default partition takes what no other one does.
create table loc.logs (
  at timestamptz not null default now(),
  person_id int,
  level smallint not null,
  logger text not null,
  message text not null,
  traceback text not null default '',
  version text not null default ''
) partition by range (at);
create table loc.logs_default partition of loc.logs default;
create index logs_at on loc.logs using brin (at);

create table loc.telemetry (
  at timestamptz not null default now(),
  person_id int,
  event text not null,
  duration_ms int,
  size bigint,
  detail jsonb not null default '{}'
) partition by range (at);
create table loc.telemetry_default partition of loc.telemetry default;
create index telemetry_at on loc.telemetry using brin (at);

alter table loc.findings enable row level security;
alter table loc.tasks enable row level security;
alter table loc.logs enable row level security;
alter table loc.logs_default enable row level security;
alter table loc.telemetry enable row level security;
alter table loc.telemetry_default enable row level security;
create policy read on loc.findings for select to loc_member using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.tasks for select to loc_member
  using (person_id = (select sec.person_id()) or (select sec.has_role('admin')));
create policy read on loc.logs for select to loc_member using ((select sec.has_role('admin')));
create policy read on loc.telemetry for select to loc_member using ((select sec.has_role('admin')));

-- Accounts. The server never sees a password: it takes SCRAM verifiers, made by the client.
-- As libpq makes them: PostgreSQL would take anything else for a password.
create function sec.check_verifier(p_verifier text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if p_verifier is null or p_verifier !~ '^SCRAM-SHA-256\$[1-9]\d{3,6}:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' then
    raise invalid_parameter_value using message = 'A SCRAM-SHA-256 verifier is expected, never a password.';
  end if;
end $$;

create function sec.note_audit(p_action text, p_subject text, p_detail jsonb default '{}') returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into sec.audit (action, subject, detail) values (p_action, p_subject, p_detail)
$$;

-- By an administrator; the first person is made by the superuser who provisions the server.
create function sec.create_person_v1(p_login text, p_verifier text, p_display_name text, p_role text, p_must_change boolean) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  new_person int;
begin
  perform sec.demand_role('admin');
  perform sec.check_verifier(p_verifier);
  if p_login !~ '^[a-z][a-z0-9_.-]{0,62}$' or p_login ~ '^(pg_|loc_)' then
    raise invalid_parameter_value using message =
      'A login starts with a letter and holds small letters, digits, dots, dashes and underscores.';
  end if;
  insert into sec.people (login, display_name, role, must_change_password)
  values (p_login, p_display_name, p_role, p_must_change) returning id into new_person;
  execute format('create role %I login password %L in role loc_member connection limit 20', p_login, p_verifier);
  perform sec.note_audit('person created', p_login, jsonb_build_object('role', p_role));
  return new_person;
end $$;

create function sec.set_verifier_v1(p_login text, p_verifier text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_login <> session_user or sec.person_id() is null then
    perform sec.demand_role('admin');
  end if;
  perform sec.check_verifier(p_verifier);
  update sec.people set must_change_password = (p_login <> session_user) where login = p_login;
  if not found then
    raise no_data_found using message = format('There is no person %s.', p_login);
  end if;
  execute format('alter role %I password %L', p_login, p_verifier);
  perform sec.note_audit('password set', p_login);
end $$;

-- Disabling works at once: the policies look at the flag, and open connections are ended. How many were is returned.
create function sec.set_active_v1(p_login text, p_active boolean) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended int;
begin
  perform sec.demand_role('admin');
  update sec.people set active = p_active where login = p_login;
  if not found then
    raise no_data_found using message = format('There is no person %s.', p_login);
  end if;
  execute format('alter role %I %s', p_login, case when p_active then 'login' else 'nologin' end);
  perform sec.note_audit(case when p_active then 'person enabled' else 'person disabled' end, p_login);
  select count(pg_terminate_backend(a.pid)) into ended from pg_stat_get_activity(null) a
  where not p_active and a.usesysid = (select r.oid from pg_roles r where r.rolname = p_login) and a.pid <> pg_backend_pid();
  return ended;
end $$;

-- p_capability '' takes the right away. p_languages null: all. Who manages some languages only cannot give rights: they
-- could give themselves the others.
create function sec.grant_project_v1(p_login text, p_project int, p_capability text, p_languages text[] default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := sec.demand(p_project, 'manage');
  person int;
begin
  if not sec.has_role('admin') and exists (
      select from sec.members m where m.person_id = me and m.project_id = p_project and m.languages is not null) then
    raise insufficient_privilege using message = 'You manage some languages of this project only.';
  end if;
  select id into person from sec.people where login = p_login;
  if not found then
    raise no_data_found using message = format('There is no person %s.', p_login);
  end if;
  delete from sec.members where person_id = person and project_id = p_project;
  if p_capability <> '' then
    insert into sec.members values (person, p_project, p_capability, p_languages);
  end if;
  perform sec.note_audit('right changed', p_login,
    jsonb_build_object('project', p_project, 'capability', p_capability, 'languages', p_languages));
end $$;

-- Called by the client on each new connection: the failures that get_auth counted were none.
create function sec.login_ok_v1() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update sec.login_attempts set failures = 0 where login = session_user
$$;

-- What a member may call and read. Everything else of both schemas is closed; there is no INSERT, UPDATE or DELETE.
grant usage on schema loc, sec to loc_member;
grant select on loc.platforms, loc.projects, loc.folders, loc.files, loc.file_chunks, loc.file_counters, loc.segments, loc.changes,
  loc.tms, loc.tm_units, loc.tm_assignments, loc.terms, loc.findings, loc.tasks, loc.logs, loc.telemetry to loc_member;
grant execute on function
  loc.hello_v1, loc.names_v1, loc.can_edit_v1, loc.create_project_v1, loc.create_folder_v1, loc.trash_file_v1,
  loc.save_segments_v1, loc.filter_segments_v1, loc.be_present_v1, loc.leave_v1,
  loc.begin_upload_v1, loc.upload_chunk_v1, loc.upload_segments_v1, loc.finish_upload_v1,
  sec.create_person_v1, sec.set_verifier_v1, sec.set_active_v1, sec.grant_project_v1, sec.login_ok_v1,
  sec.person_id, sec.my_projects, sec.my_tms, sec.has_role
  to loc_member;
