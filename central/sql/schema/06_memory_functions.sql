-- Keeping translation memories: who may, the chain of assignments, what confirmed segments leave in them, edits, imports.

-- The memory, when this person has the capability on it; else an error, the same one for what does not exist. Those for
-- everybody are managers' and administrators' to change.
create function sec.demand_tm(p_tm int, p_capability text, p_trashed boolean default false) returns loc.tms
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms;
begin
  select * into this_tm from loc.tms t where t.id = p_tm;
  if found and this_tm.project_id is null and sec.person_id() is not null then
    if p_capability <> 'read' then
      perform sec.demand_role('manager', 'admin');
    end if;
  else
    perform sec.demand(this_tm.project_id, p_capability, case when p_capability <> 'read' then this_tm.target_language end);
  end if;
  if (this_tm.deleted_at is not null) <> p_trashed then
    raise invalid_parameter_value using message =
      format('The translation memory %s is%s in the trash.', this_tm.name, case when p_trashed then ' not' else '' end);
  end if;
  return this_tm;
end $$;

-- The number of the memory's next change; nobody else changes it before this transaction ends.
create function sec.next_tm_seq(p_tm int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  next_seq bigint;
begin
  select t.seq + 1 into next_seq from loc.tms t where t.id = p_tm for no key update;
  if not found then
    raise no_data_found using message = 'The translation memory is not there any more.';
  end if;
  return next_seq;
end $$;

create function sec.note_tm(p_action text, p_tm loc.tms, p_detail jsonb default '{}') returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.note_audit('memory ' || p_action, p_tm.name, jsonb_build_object('memory', p_tm.id, 'project', p_tm.project_id) || p_detail);
end $$;

-- One notification a statement: "seq unit@version,unit@version…", or "seq many".
create function loc.announce_tm_changes() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  batch record;
begin
  for batch in
    select tm_id, seq, count(*) > 200 or bool_or(unit_id <> until_id) as is_many,
      string_agg(unit_id || '@' || version, ',') filter (where nth <= 200) as touched
    from (select *, row_number() over (partition by tm_id, seq) as nth from added) numbered
    group by tm_id, seq
  loop
    perform pg_notify('loc_tm_' || batch.tm_id, batch.seq || ' ' || case when batch.is_many then 'many' else batch.touched end);
  end loop;
  return null;
end $$;
create trigger announce_tm_changes after insert on loc.tm_changes
  referencing new table as added for each statement execute function loc.announce_tm_changes();

create function loc.create_tm_v1(p_name text, p_project int, p_source_language text, p_target_language text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int;
  this_tm loc.tms;
begin
  if p_project is null then
    me := sec.demand_role('manager', 'admin');
  else
    me := sec.demand(p_project, 'manage', p_target_language);
  end if;
  perform sec.demand_name(p_name);
  insert into loc.tms (project_id, name, source_language, target_language, created_by)
  values (p_project, p_name, p_source_language, p_target_language, me) returning * into this_tm;
  perform sec.note_tm('created', this_tm);
  return this_tm.id;
end $$;

create function loc.rename_tm_v1(p_tm int, p_name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'manage');
begin
  perform sec.demand_name(p_name);
  update loc.tms set name = p_name where id = p_tm;
  perform sec.note_tm('renamed', this_tm, jsonb_build_object('to', p_name));
end $$;

-- To the trash and back; nothing is erased here.
create function loc.trash_tm_v1(p_tm int, p_gone boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'manage', not p_gone);
begin
  update loc.tms set deleted_at = case when p_gone then now() end where id = p_tm;
  perform sec.note_tm(case when p_gone then 'trashed' else 'restored' end, this_tm);
end $$;

-- For good, out of the trash.
create function loc.delete_tm_v1(p_tm int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'manage', true);
begin
  if this_tm.project_id is null then
    perform sec.demand_role('admin');
  end if;
  perform sec.next_tm_seq(p_tm);
  delete from sec.tm_waiting where tm_id = p_tm;
  delete from loc.tm_assignments where tm_id = p_tm;
  delete from loc.tm_changes where tm_id = p_tm;
  delete from loc.tm_units where tm_id = p_tm;
  delete from loc.tms where id = p_tm;
  perform sec.note_tm('deleted', this_tm, jsonb_build_object('units', this_tm.unit_count));
end $$;

-- Who decides which memories serve a place. A platform holds projects of many, and what they confirm would go into a
-- memory that others read: that is for an administrator.
create function sec.demand_tm_place(p_platform int, p_project int, p_folder int, p_language text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if num_nonnulls(p_platform, p_project, p_folder) <> 1 then
    raise invalid_parameter_value using message = 'A memory is assigned to one platform, project or folder.';
  end if;
  if p_platform is not null then
    perform sec.demand_role('admin');
  else
    perform sec.demand(coalesce(p_project, (select f.project_id from loc.folders f where f.id = p_folder)), 'manage', p_language);
  end if;
end $$;

-- Again for the same place: in other words. Who lets others write into a memory must be allowed to change it.
create function loc.assign_tm_v1(
  p_tm int, p_platform int, p_project int, p_folder int, p_priority int, p_penalty int, p_writable boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, case when p_writable then 'manage' else 'read' end);
begin
  perform sec.demand_tm_place(p_platform, p_project, p_folder, this_tm.target_language);
  if p_priority is null or p_priority not between -1000 and 1000 or p_penalty is null or p_penalty not between 0 and 100 then
    raise invalid_parameter_value using message = 'A priority is a number from -1000 to 1000, a penalty one from 0 to 100.';
  end if;
  insert into loc.tm_assignments as a (tm_id, platform_id, project_id, folder_id, priority, penalty, writable)
  values (p_tm, p_platform, p_project, p_folder, p_priority, p_penalty, p_writable)
  on conflict (tm_id, coalesce(platform_id, 0), coalesce(project_id, 0), coalesce(folder_id, 0))
  do update set priority = p_priority, penalty = p_penalty, writable = p_writable;
  perform sec.note_tm('assigned', this_tm, jsonb_build_object('to platform', p_platform, 'to project', p_project,
    'to folder', p_folder, 'priority', p_priority, 'penalty', p_penalty, 'writable', p_writable));
end $$;

-- Whether it was assigned there. Who keeps the place may do it, whether or not they may read the memory.
create function loc.unassign_tm_v1(p_tm int, p_platform int, p_project int, p_folder int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := (select t from loc.tms t where t.id = p_tm);
begin
  perform sec.demand_tm_place(p_platform, p_project, p_folder, this_tm.target_language);
  delete from loc.tm_assignments a where a.tm_id = p_tm and a.platform_id is not distinct from p_platform
    and a.project_id is not distinct from p_project and a.folder_id is not distinct from p_folder;
  if found then
    perform sec.note_tm('unassigned', this_tm,
      jsonb_build_object('from platform', p_platform, 'from project', p_project, 'from folder', p_folder));
  end if;
  return found;
end $$;

-- The memories that serve a place, each by its nearest assignment: folder, the folders above it, project, platform. The one
-- to ask first is first: the highest priority, then the nearest.
create function sec.tms_of(p_project int, p_folder int, p_language text)
returns table (tm_id int, priority smallint, penalty smallint, writable boolean, distance int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with recursive folders as (
    select f.id, f.parent_id, 0 as distance from loc.folders f where f.id = p_folder
    union all
    select f.id, f.parent_id, below.distance + 1 from folders below join loc.folders f on f.id = below.parent_id
    where below.distance < 1000
  ), assigned as (
    select a.*, f.distance from loc.tm_assignments a join folders f on f.id = a.folder_id
    union all
    select a.*, 1001 from loc.tm_assignments a where a.project_id = p_project
    union all
    select a.*, 1002 from loc.projects p join loc.tm_assignments a on a.platform_id = p.platform_id where p.id = p_project
  ), nearest as (
    select distinct on (a.tm_id) a.* from assigned a order by a.tm_id, a.distance
  )
  select n.tm_id, n.priority, n.penalty, n.writable, n.distance
  from nearest n join loc.tms t on t.id = n.tm_id join loc.projects p on p.id = p_project
  where t.deleted_at is null and t.target_language = p_language and t.source_language = p.source_language
  order by n.priority desc, n.distance, n.tm_id;
end $$;

-- The memories that serve a file and that this person may read, the one to ask first first. fed: what is confirmed in the
-- file goes into this one.
create function loc.active_tms_v1(p_file bigint)
returns table (tm_id int, priority smallint, penalty smallint, writable boolean, fed boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  this_file loc.files := (select f from loc.files f where f.id = p_file);
  mine int[];
begin
  perform sec.demand(this_file.project_id, 'read');
  mine := sec.my_tms();
  return query
    select o.tm_id, o.priority, o.penalty, o.writable, o.fed from (
      select m.*, m.writable and row_number() over (partition by m.writable order by m.nth) = 1 as fed
      from sec.tms_of(this_file.project_id, this_file.folder_id, this_file.language)
        with ordinality m (tm_id, priority, penalty, writable, distance, nth)) o
    where o.tm_id = any (mine) order by o.nth;
end $$;

-- Put the confirmed ones of these segments into a memory whose counter is held. The unit that came from the same file and
-- StringID follows its segment; what the memory holds already is not added again.
create function sec.feed_tm(p_tm int, p_file bigint, p_ords int[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  with fed as (
    select distinct on (s.string_id, s.source) s.string_id, s.source, s.target, s.author, s.edited_at
    from loc.segments s
    where s.file_id = p_file and s.ord = any (p_ords) and s.state in (3, 4) and s.source <> '' and s.target <> ''
    order by s.string_id, s.source, s.ord desc
  ), known as (
    select f.*, same.id as same_id, own.id as own_id, own.target as own_target
    from fed f
    left join lateral (
      select u.id from loc.tm_units u where u.tm_id = p_tm and hashtextextended(u.source, 0) = hashtextextended(f.source, 0)
        and u.source = f.source and u.target = f.target and u.string_id = f.string_id order by u.id limit 1) same on true
    left join lateral (
      select u.id, u.target from loc.tm_units u where u.tm_id = p_tm and hashtextextended(u.source, 0) = hashtextextended(f.source, 0)
        and u.source = f.source and u.string_id = f.string_id and u.file_id = p_file order by u.id limit 1) own on true
  ), added as (
    insert into loc.tm_units (tm_id, source, target, string_id, author, edited_at, file_id)
    select p_tm, k.source, k.target, k.string_id, k.author, k.edited_at, p_file from known k
    where k.same_id is null and k.own_id is null
    returning id, author
  ), edited as (
    update loc.tm_units u set target = k.target, version = u.version + 1, author = k.author, edited_at = k.edited_at, writer = ''
    from known k where u.tm_id = p_tm and u.id = k.own_id and k.same_id is null
    returning u.id, u.version, u.source, k.own_target, u.string_id, u.author
  ), dropped as (
    delete from loc.tm_units u using known k where u.tm_id = p_tm and u.id = k.own_id and k.same_id <> k.own_id
    returning u.id, u.source, u.target, u.string_id, k.author
  ), logged as (
    insert into loc.tm_changes (tm_id, seq, unit_id, until_id, version, kind, old_source, old_target, old_string_id, author)
    select t.id, t.seq + 1, c.id, c.id, c.version, c.kind, c.source, c.target, c.string_id, c.author
    from loc.tms t, (
      select a.id, 1 as version, 'confirmed' as kind, '' as source, '' as target, '' as string_id, a.author from added a
      union all select e.id, e.version, 'confirmed', e.source, e.own_target, e.string_id, e.author from edited e
      union all select d.id, 0, 'merged', d.source, d.target, d.string_id, d.author from dropped d) c
    where t.id = p_tm
    returning 1
  )
  update loc.tms t
  set seq = t.seq + 1, unit_count = t.unit_count + (select count(*) from added)::int - (select count(*) from dropped)::int
  where t.id = p_tm and exists (select from logged);
end $$;

-- Give a memory, whose counter is held, some of what waits for it.
create function sec.feed_waiting(p_tm int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  batch record;
begin
  for batch in
    with taken as (
      delete from sec.tm_waiting w where w.id in (
        select o.id from sec.tm_waiting o where o.tm_id = p_tm and o.error = '' order by o.id limit 1000)
      returning w.file_id, w.ord)
    select file_id, array_agg(distinct ord) as ords from taken group by file_id
  loop
    perform sec.feed_tm(p_tm, batch.file_id, batch.ords);
  end loop;
end $$;

-- Confirmed segments go into the first writable memory of their file. A save never fails for that, and waits no longer than
-- the moment that another save takes: what meets a memory in use (an import) waits in a table, and the next one takes it along.
create function sec.remember_segments(p_file loc.files, p_ords int[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
declare
  tm int := (select m.tm_id from sec.tms_of(p_file.project_id, p_file.folder_id, p_file.language) m where m.writable limit 1);
  others_wait boolean := exists (select from sec.tm_waiting w where w.tm_id = tm and w.error = '');
begin
  if tm is null then
    return;
  end if;
  begin
    if others_wait then
      perform from loc.tms t where t.id = tm for no key update nowait;
      perform sec.feed_waiting(tm);
    else
      perform from loc.tms t where t.id = tm for no key update;
    end if;
    perform sec.feed_tm(tm, p_file.id, p_ords);
  exception when others then
    insert into sec.tm_waiting (tm_id, file_id, ord, error)
    select tm, p_file.id, o, case when sqlstate = '55P03' then '' else sqlerrm end from unnest(p_ords) o;
  end;
end $$;

-- The newest change of each memory, for copies that follow; null: not to be read. What waits for a memory is given to it.
create function loc.tm_seqs_v1(p_tms int[]) returns bigint[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  mine int[] := sec.my_tms();
  waited_for int;
begin
  if not pg_is_in_recovery() and current_setting('transaction_isolation') = 'read committed'
      and current_setting('transaction_read_only') = 'off' then
    for waited_for in
      select t.id from loc.tms t where t.id = any (mine) and t.id = any (p_tms)
        and exists (select from sec.tm_waiting w where w.tm_id = t.id and w.error = '') for no key update skip locked
    loop
      perform sec.feed_waiting(waited_for);
    end loop;
  end if;
  return array(select t.seq from unnest(p_tms[:1000]) with ordinality a (id, n)
    left join loc.tms t on t.id = a.id and t.id = any (mine) order by a.n);
end $$;

-- Edit a unit that was seen at p_version; ok false: a newer version was there, and stays. Returns the unit as it stands.
create function loc.edit_tm_unit_v1(
  p_tm int, p_unit bigint, p_version int, p_source text, p_target text, p_string_id text, p_note text,
  out ok boolean, out version int, out source text, out target text, out string_id text, out note text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'edit');
  me int := sec.person_id();
  next_seq bigint := sec.next_tm_seq(p_tm);
  was loc.tm_units;
  same boolean;
begin
  if p_source = '' or p_target = '' or num_nulls(p_source, p_target, p_string_id, p_note) > 0 then
    raise invalid_parameter_value using message = 'A unit needs a source and a target.';
  end if;
  select * into was from loc.tm_units u where u.tm_id = p_tm and u.id = p_unit;
  if not found then
    raise no_data_found using message = 'The unit is not there any more.';
  end if;
  same := (was.source, was.target, was.string_id, was.note) = (p_source, p_target, p_string_id, p_note);
  ok := same or was.version = p_version;
  if ok and not same then
    if exists (select from loc.tm_units u where u.tm_id = p_tm and hashtextextended(u.source, 0) = hashtextextended(p_source, 0)
        and u.source = p_source and u.target = p_target and u.string_id = p_string_id and u.id <> p_unit) then
      raise unique_violation using message = 'The memory holds such a unit.';
    end if;
    update loc.tm_units u set source = p_source, target = p_target, string_id = p_string_id, note = p_note, version = u.version + 1,
      author = me, edited_at = clock_timestamp(), writer = '' where u.tm_id = p_tm and u.id = p_unit;
    insert into loc.tm_changes (tm_id, seq, unit_id, until_id, version, kind, old_source, old_target, old_string_id, author)
    values (p_tm, next_seq, p_unit, p_unit, was.version + 1, 'edited', was.source, was.target, was.string_id, me);
    update loc.tms set seq = next_seq where id = p_tm;
  end if;
  select u.version, u.source, u.target, u.string_id, u.note into version, source, target, string_id, note
  from loc.tm_units u where u.tm_id = p_tm and u.id = p_unit;
end $$;

-- How many there were. What they said stays in the feed.
create function loc.delete_tm_units_v1(p_tm int, p_units bigint[]) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'edit');
begin
  return sec.drop_tm_units(p_tm, p_units, 'deleted');
end $$;

create function sec.drop_tm_units(p_tm int, p_units bigint[], p_kind text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  next_seq bigint := sec.next_tm_seq(p_tm);
  dropped int;
begin
  with gone as (
    delete from loc.tm_units u using unnest(p_units) p (id) where u.tm_id = p_tm and u.id = p.id
    returning u.id, u.source, u.target, u.string_id
  )
  insert into loc.tm_changes (tm_id, seq, unit_id, until_id, version, kind, old_source, old_target, old_string_id, author)
  select p_tm, next_seq, g.id, g.id, 0, p_kind, g.source, g.target, g.string_id, sec.person_id() from gone g;
  get diagnostics dropped = row_count;
  update loc.tms set seq = next_seq, unit_count = unit_count - dropped where id = p_tm and dropped > 0;
  return dropped;
end $$;

-- Of the units with the same source and target the newest stays, among equals one with a StringID; how many went.
create function loc.merge_tm_v1(p_tm int) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'manage');
  dropped int;
begin
  perform sec.next_tm_seq(p_tm);
  dropped := sec.drop_tm_units(p_tm, array(
    select r.id from (
      select u.id, row_number() over (partition by hashtextextended(u.source, 0), u.source, u.target
        order by u.edited_at desc, u.string_id <> '' desc, u.id desc) as nth
      from loc.tm_units u where u.tm_id = p_tm) r
    where r.nth > 1), 'merged');
  perform sec.note_tm('merged', this_tm, jsonb_build_object('units', dropped));
  return dropped;
end $$;

-- The units after p_after that hold a text, in their order. p_needle '': all. p_field: source, target, string_id or any.
-- p_mode: contains, exact or regex.
create function loc.search_tm_v1(p_tm int, p_needle text, p_field text, p_mode text, p_after bigint, p_limit int)
returns table (id bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  fold text := lower(p_needle);
begin
  perform sec.demand_tm(p_tm, 'read');
  return query
    select u.id from loc.tm_units u
    where u.tm_id = p_tm and u.id > p_after
      and (p_needle = ''
        or p_field in ('string_id', 'any') and case p_mode
          when 'exact' then u.string_id = p_needle when 'regex' then u.string_id ~* p_needle else strpos(lower(u.string_id), fold) > 0 end
        or p_field in ('source', 'any') and case p_mode
          when 'exact' then u.source = p_needle when 'regex' then u.source ~* p_needle else strpos(lower(u.source), fold) > 0 end
        or p_field in ('target', 'any') and case p_mode
          when 'exact' then u.target = p_needle when 'regex' then u.target ~* p_needle else strpos(lower(u.target), fold) > 0 end)
    order by u.id limit greatest(p_limit, 0);
end $$;

-- Bringing units in, in one transaction as files are: a staging table into which only this person may COPY. The memory
-- itself is not held before finish_tm_upload.
create function loc.begin_tm_upload_v1(p_tm int) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'manage');
  staging text := format('tm_upload_%s_%s', p_tm, sec.person_id());
begin
  execute format('drop table if exists loc.%I', staging); -- of a transaction that was given up and yet committed
  execute format('create unlogged table loc.%I (ord int generated always as identity, source text not null, target text not null,'
    ' string_id text not null, note text not null, writer text not null, edited_at timestamptz)', staging);
  execute format('grant insert on loc.%I to %I', staging, session_user);
  return staging;
end $$;

-- The units of the staging table that the memory has not got yet go into it, in their order; each once, the newest of those
-- that say the same. No date of a file is in the future.
create function loc.finish_tm_upload_v1(p_tm int, out added int, out already int)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this_tm loc.tms := sec.demand_tm(p_tm, 'manage');
  me int := sec.person_id();
  staging text := format('tm_upload_%s_%s', p_tm, me);
  next_seq bigint;
  given int;
  first_id bigint;
  last_id bigint;
begin
  if to_regclass('loc.' || quote_ident(staging)) is null then
    raise insufficient_privilege using message = 'This is not an upload of yours.';
  end if;
  execute format('analyze loc.%I', staging);
  next_seq := sec.next_tm_seq(p_tm);
  execute format('select count(*) from loc.%I', staging) into given;
  execute format($q$
    with fresh as (
      select distinct on (hashtextextended(s.source, 0), s.source, s.target, s.string_id) s.*
      from loc.%I s
      where s.source <> '' and s.target <> '' and not exists (
        select from loc.tm_units u where u.tm_id = $1 and hashtextextended(u.source, 0) = hashtextextended(s.source, 0)
          and u.source = s.source and u.target = s.target and u.string_id = s.string_id)
      order by hashtextextended(s.source, 0), s.source, s.target, s.string_id, s.edited_at desc nulls last, s.ord
    ), made as (
      insert into loc.tm_units (tm_id, source, target, string_id, note, writer, author, edited_at)
      select $1, f.source, f.target, f.string_id, f.note, left(f.writer, 200), $2, least(f.edited_at, now()) from fresh f order by f.ord
      returning id
    )
    select count(*), min(m.id), max(m.id) from made m $q$, staging) into added, first_id, last_id using p_tm, me;
  execute format('drop table loc.%I', staging);
  already := given - added;
  if added > 0 then
    insert into loc.tm_changes (tm_id, seq, unit_id, until_id, version, kind, author)
    values (p_tm, next_seq, first_id, last_id, 1, 'imported', me);
    update loc.tms set seq = next_seq, unit_count = unit_count + added where id = p_tm;
  end if;
  perform sec.feed_waiting(p_tm);
  perform sec.note_tm('imported', this_tm, jsonb_build_object('units', added));
end $$;
