-- Rights that hold against whoever has read the source: nobody can drop a policy, keep a right in an old snapshot, or hold a
-- lock that others wait for. Reviewed segments are closed to translators.

-- A policy for a role can be dropped by who has that role's rights (DROP OWNED); one for everybody cannot.
alter policy read on loc.platforms to public;
alter policy read on loc.projects to public;
alter policy read on loc.folders to public;
alter policy read on loc.files to public;
alter policy read on loc.file_chunks to public;
alter policy read on loc.file_counters to public;
alter policy read on loc.segments to public;
alter policy read on loc.changes to public;
alter policy read on loc.tms to public;
alter policy read on loc.tm_units to public;
alter policy read on loc.tm_assignments to public;
alter policy read on loc.terms to public;
alter policy read on loc.findings to public;
alter policy read on loc.tasks to public;
alter policy read on loc.logs to public;
alter policy read on loc.telemetry to public;

drop table sec.login_attempts;
create table sec.login_tries (
  id bigint generated always as identity primary key,
  login name not null,
  at timestamptz not null default clock_timestamp()
);
create index login_tries_login on sec.login_tries (login, at);
alter table sec.login_tries enable row level security;

create table sec.past_members (
  person_id int not null references sec.people,
  project_id int not null,
  primary key (person_id, project_id)
);
alter table sec.past_members enable row level security;
alter table sec.past_members add foreign key (project_id) references loc.projects on delete cascade;

truncate loc.presence;
alter table loc.presence drop constraint presence_pkey, add primary key (person_id, client);

-- A name that a file, folder or project may have: it becomes part of a path on people's computers.
create or replace function sec.demand_name(p_name text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if p_name is null or p_name !~ '^[^/\\\x01-\x1f\x7f]+$' or p_name in ('.', '..') or p_name <> btrim(p_name) then
    raise invalid_parameter_value using message =
      'A name holds no slash, backslash or control character, and no blank at its ends.';
  end if;
end $$;

-- A right that is asked for in an old snapshot may have been taken away since: what changes something is for READ COMMITTED,
-- where each statement sees what holds now.
create or replace function sec.demand_now() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise insufficient_privilege using message = 'This can only be done in a transaction that is READ COMMITTED.';
  end if;
end $$;

-- The person's id, when they have this capability on the project (and the language, when one is named); else an error,
-- the same one for what does not exist (p_project null).
create or replace function sec.demand(p_project int, p_capability text, p_language text default null) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := sec.person_id();
begin
  if p_capability <> 'read' then
    perform sec.demand_now();
  end if;
  if me is not null and p_project is not null and (sec.has_role('admin') or exists (
      select from sec.members m
      where m.person_id = me and m.project_id = p_project
        and (m.capability = 'manage' or m.capability = p_capability or p_capability = 'read')
        and (m.languages is null or p_language is null or p_language = any (m.languages)))) then
    return me;
  end if;
  raise insufficient_privilege using message = format('It is not there, or you have no right to %s it.', p_capability);
end $$;

create or replace function sec.demand_role(variadic roles text[]) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.demand_now();
  if not sec.has_role(variadic roles) and not (select r.rolsuper from pg_roles r where r.rolname = session_user) then
    raise insufficient_privilege using message = format('Only a %s may do this.', array_to_string(roles, ' or '));
  end if;
  return sec.person_id();
end $$;

create or replace function loc.create_folder_v1(p_project int, p_parent int, p_name text) returns int
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
create or replace function loc.trash_file_v1(p_file bigint, p_gone boolean) returns void
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

create or replace function loc.can_edit_file_v1(p_file bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select sec.has_role('admin') or exists (
    select from loc.files f join sec.members m using (project_id)
    where f.id = p_file and m.person_id = sec.person_id() and m.capability in ('edit', 'manage')
    and (m.languages is null or f.language = any (m.languages)))
$$;

-- The names of the people whose work this person can see, and nothing else of them. Those who left a project count too:
-- its history is theirs.
create or replace function loc.names_v1(p_ids int[]) returns table (id int, login text, display_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.login::text, p.display_name from sec.people p
  where p.id = any (p_ids) and (
    sec.has_role('admin') or p.login = session_user
    or exists (select from sec.members mine join sec.members theirs using (project_id)
               where mine.person_id = sec.person_id() and theirs.person_id = p.id)
    or exists (select from sec.members mine join sec.past_members theirs using (project_id)
               where mine.person_id = sec.person_id() and theirs.person_id = p.id)
    or (p.role = 'admin' and sec.person_id() is not null))
$$;

-- The only way to write a segment. Every text is kept: one that meets a newer version, or a segment that is closed to this
-- person (locked, or reviewed and they are no reviewer), goes into the history as a 'conflict' and what is there stays.
-- Saving again what is saved already, or kept already (an answer was lost), changes nothing.
-- Returns each segment as it now stands, in no order; one that does not exist is left out.
create or replace function loc.save_segments_v1(
  p_file bigint, p_ords int[], p_versions int[], p_targets text[], p_states smallint[], p_kind text)
returns table (ord int, ok boolean, version int, target text, state smallint, locked boolean, author int, edited_at timestamptz, seq bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  this_file loc.files;
  me int;
  reviews boolean := sec.has_role('reviewer', 'manager', 'admin');
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
      s.version = a.version and not s.locked and (s.state <> 4 or reviews) as wins,
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
    from asked a where a.wins or not a.repeated and not exists (
      select from loc.changes c where c.file_id = p_file and c.ord = a.ord and c.kind = 'conflict'
        and c.version = a.old_version and c.author = me and c.target = a.target)
    returning 1
  ), counted as (
    update loc.file_counters c set seq = next_seq, done_count = c.done_count
      + (select coalesce(sum((a.state in (3, 4))::int - (a.old_state in (3, 4))::int), 0) from asked a where a.wins)
    where c.file_id = p_file and exists (select from logged)
  )
  select array_agg(a.ord) into saved from asked a where a.wins or a.repeated;
  -- Joined and not looked up in the array: a plan that is used again would search all of it for each segment.
  return query
    select s.ord, w.ord is not null, s.version, s.target, s.state, s.locked, s.author, s.edited_at,
      (select c.seq from loc.file_counters c where c.file_id = p_file)
    from loc.segments s left join unnest(saved) w (ord) on w.ord = s.ord
    where s.file_id = p_file and s.ord = any (p_ords);
end $$;

-- The positions of the segments that a filter lets through, in order. Row-level security would keep a text filter from
-- any index and re-check each row; here the right is checked once. p_needle '': any text. p_field: source, target,
-- string_id or any. p_mode: contains, exact, regex or not (contains not). p_states null: any.
create or replace function loc.filter_segments_v1(p_file bigint, p_needle text, p_field text, p_mode text, p_states smallint[])
returns table (ord int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  fold text := lower(p_needle);
begin
  perform sec.demand((select f.project_id from loc.files f where f.id = p_file), 'read');
  return query
    select s.ord from loc.segments s
    where s.file_id = p_file
      and (p_states is null or s.state = any (p_states))
      and (p_needle = '' or (p_mode = 'not') <> (
        p_field in ('string_id', 'any') and case p_mode
          when 'exact' then s.string_id = p_needle when 'regex' then s.string_id ~* p_needle else strpos(lower(s.string_id), fold) > 0 end
        or p_field in ('source', 'any') and case p_mode
          when 'exact' then s.source = p_needle when 'regex' then s.source ~* p_needle else strpos(lower(s.source), fold) > 0 end
        or p_field in ('target', 'any') and case p_mode
          when 'exact' then s.target = p_needle when 'regex' then s.target ~* p_needle else strpos(lower(s.target), fold) > 0 end))
    order by s.ord;
end $$;

create or replace function sec.discard_upload(p_file bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('drop table if exists loc.%I', 'upload_' || p_file);
  delete from loc.segments s where s.file_id = p_file;
  delete from loc.file_chunks c where c.file_id = p_file;
  delete from loc.file_counters c where c.file_id = p_file;
  delete from loc.files f where f.id = p_file;
end $$;

-- The file, unseen until finish_upload, and the name of the staging table.
create or replace function loc.begin_upload_v1(
  p_project int, p_folder int, p_name text, p_format text, p_language text, p_layout jsonb,
  out file_id bigint, out staging text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := sec.demand(p_project, 'manage', p_language);
  left_over bigint;
begin
  perform sec.demand_name(p_name);
  if jsonb_typeof(p_layout) is distinct from 'object' or p_format !~ '^[a-z][a-z0-9_]{0,40}$' then
    raise invalid_parameter_value using message = 'This is no format and layout of a file.';
  end if;
  -- An upload is one transaction: one that can be seen unfinished was given up, and would keep its name for ever.
  for left_over in select f.id from loc.files f where f.project_id = p_project and f.folder_id is not distinct from p_folder
      and f.language = p_language and f.name = p_name and f.finished_at is null and f.deleted_at is null for update loop
    perform sec.discard_upload(left_over);
  end loop;
  insert into loc.files (project_id, folder_id, name, format, language, layout, created_by)
  values (p_project, p_folder, p_name, p_format, p_language, p_layout, me) returning id into file_id;
  insert into loc.file_counters (file_id, project_id) values (file_id, p_project);
  staging := 'upload_' || file_id;
  execute format('create unlogged table loc.%I (ord int not null, string_id text not null, source text not null,'
    ' target text not null, state smallint not null, note text not null)', staging);
  execute format('grant insert on loc.%I to %I', staging, session_user);
end $$;

-- An upload that this person began and has not finished. Locked: nothing can be added while it is finished elsewhere.
create or replace function sec.own_upload(p_file bigint) returns loc.files
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_file loc.files;
begin
  select * into this_file from loc.files f where f.id = p_file and f.finished_at is null and f.created_by = sec.person_id()
    for update;
  if not found then
    raise insufficient_privilege using message = 'This is not an upload of yours.';
  end if;
  -- Still: the right may have been taken away since it began.
  perform sec.demand(this_file.project_id, 'manage', this_file.language);
  return this_file;
end $$;

-- The file becomes visible. Its segments must be numbered from 0 without a gap.
create or replace function loc.finish_upload_v1(p_file bigint, p_size bigint, p_sha256 text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_file loc.files := sec.own_upload(p_file);
  counted record;
  bytes record;
begin
  execute format('drop table loc.%I', 'upload_' || p_file);
  select count(*) as n, coalesce(max(s.ord), -1) as last, count(*) filter (where s.state in (3, 4)) as done,
    count(*) filter (where s.state = 4) as reviewed
    into counted from loc.segments s where s.file_id = p_file;
  if counted.last + 1 <> counted.n then
    raise invalid_parameter_value using message = 'The segments of an upload are not numbered without a gap.';
  end if;
  if counted.reviewed > 0 then
    perform sec.demand_role('reviewer', 'manager', 'admin');
  end if;
  select coalesce(sum(length(c.data)), 0) as size, count(*) as n, coalesce(max(c.number), -1) as last, coalesce(min(c.number), 0) as first
    into bytes from loc.file_chunks c where c.file_id = p_file;
  if p_size <> bytes.size or bytes.last + 1 <> bytes.n or bytes.first <> 0 then
    raise invalid_parameter_value using message = 'The bytes of an upload are not complete.';
  end if;
  update loc.files set size = p_size, sha256 = p_sha256, segment_count = counted.n, finished_at = now() where id = p_file;
  update loc.file_counters set seq = 1, done_count = counted.done where file_id = p_file;
  insert into loc.changes (file_id, seq, ord, project_id, version, kind, target, state, author)
  values (p_file, 1, -1, this_file.project_id, 1, 'imported', '', 0, this_file.created_by);
end $$;

-- Say that this window is in the file; who is there now (`client` of one's own windows only). Others are told when somebody
-- comes or moves.
create or replace function loc.be_present_v1(p_client uuid, p_file bigint, p_ord int)
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
  on conflict (person_id, client) do update set project_id = project, file_id = p_file, ord = p_ord, at = now();
  if moved then
    perform pg_notify('loc_file_' || p_file, 'people');
  end if;
  return query
    select case when p.person_id = me then p.client end, x.login::text, x.display_name, p.ord from loc.presence p join sec.people x on x.id = p.person_id
    where p.file_id = p_file and p.at > now() - interval '30 seconds' order by x.login, p.client
    limit 500; -- nobody reads more names, and a client could make up any number of windows
end $$;

create or replace function loc.leave_v1(p_client uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  left_file bigint;
begin
  delete from loc.presence p where p.client = p_client and p.person_id = sec.person_id() returning p.file_id into left_file;
  delete from loc.presence p where (p.person_id, p.client) in (
    select o.person_id, o.client from loc.presence o where o.at < now() - interval '1 hour' for update skip locked);
  if left_file is not null then
    perform pg_notify('loc_file_' || left_file, 'people');
  end if;
end $$;

-- p_capability '' takes the right away. p_languages null: all. Who manages some languages only cannot give rights: they
-- could give themselves the others.
create or replace function sec.grant_project_v1(p_login text, p_project int, p_capability text, p_languages text[] default null) returns void
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
  if found then
    insert into sec.past_members values (person, p_project) on conflict do nothing;
  end if;
  if p_capability <> '' then
    insert into sec.members values (person, p_project, p_capability, p_languages);
  end if;
  perform sec.note_audit('right changed', p_login,
    jsonb_build_object('project', p_project, 'capability', p_capability, 'languages', p_languages));
end $$;

-- Called by the client on each new connection: what get_auth counted were no failures. Waits for nobody.
create or replace function sec.login_ok_v1() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from sec.login_tries where id in (
    select t.id from sec.login_tries t where t.login = session_user for update skip locked)
$$;

grant execute on function loc.can_edit_file_v1 to loc_member;
