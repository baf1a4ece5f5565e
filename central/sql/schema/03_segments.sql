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
create policy read on loc.segments for select using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.changes for select using (project_id = any ((select sec.my_projects())::int[]));

-- The names of the people whose work this person can see, and nothing else of them. Those who left a project count too:
-- its history is theirs.
create function loc.names_v1(p_ids int[]) returns table (id int, login text, display_name text)
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

-- The only way to write a segment. Every text is kept: one that meets a newer version, or a segment that is closed to this
-- person (locked, or reviewed and they are no reviewer), goes into the history as a 'conflict' and what is there stays.
-- Saving again what is saved already, or kept already (an answer was lost), changes nothing.
-- Returns each segment as it now stands, in no order; one that does not exist is left out.
create function loc.save_segments_v1(
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
  if array[3, 4]::smallint[] && p_states then
    perform sec.remember_segments(this_file, saved);
  end if;
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
