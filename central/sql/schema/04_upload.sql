-- Bringing a file in. COPY cannot write into a table with row-level security, so the segments of one upload come through
-- a staging table of its own, into which only the person who uploads may insert. Everything happens in one transaction:
-- a cancel, an error or a crash leaves nothing.

create function sec.discard_upload(p_file bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('drop table if exists loc.%I', 'upload_' || p_file);
  delete from loc.segments s where s.file_id = p_file;
  delete from loc.file_chunks c where c.file_id = p_file;
  delete from loc.file_counters c where c.file_id = p_file;
  delete from loc.files f where f.id = p_file;
end $$;

-- The file, unseen until finish_upload, and the name of the staging table.
create function loc.begin_upload_v1(
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
create function sec.own_upload(p_file bigint) returns loc.files
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
