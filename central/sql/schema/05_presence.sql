-- Who is in which file and on which segment. A window renews its line every some ten seconds; one that is not renewed
-- for 30 is gone. Unlogged: after a crash everybody says it anew.
create unlogged table loc.presence (
  client uuid not null, -- one a window, made by the window
  person_id int not null,
  project_id int not null,
  file_id bigint not null,
  ord int,
  at timestamptz not null,
  primary key (person_id, client) -- nobody can hold a lock on a line that another person has to renew
);
create index presence_file on loc.presence (file_id);
alter table loc.presence enable row level security;

-- Say that this window is in the file; who is there now (`client` of one's own windows only). Others are told when somebody
-- comes or moves.
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
  on conflict (person_id, client) do update set project_id = project, file_id = p_file, ord = p_ord, at = now();
  if moved then
    perform pg_notify('loc_file_' || p_file, 'people');
  end if;
  return query
    select case when p.person_id = me then p.client end, x.login::text, x.display_name, p.ord from loc.presence p join sec.people x on x.id = p.person_id
    where p.file_id = p_file and p.at > now() - interval '30 seconds' order by x.login, p.client
    limit 500; -- nobody reads more names, and a client could make up any number of windows
end $$;

create function loc.leave_v1(p_client uuid) returns void
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
