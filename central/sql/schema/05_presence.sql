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

-- Segments that "next" has given to a window. A claim holds nobody off who goes there on purpose; it keeps two people who
-- press "next" apart. A window has two: of the segment that it is on, and of the one that comes next. A claim ends when its
-- window claims others, or does not say for 30 seconds that it is there.
create unlogged table loc.claims (
  file_id bigint not null,
  ord int not null,
  person_id int not null,
  client uuid not null,
  at timestamptz not null,
  primary key (file_id, ord)
);
create index claims_client on loc.claims (person_id, client);
alter table loc.claims enable row level security;

-- The next segment after p_after, then from the top, that is neither confirmed nor locked nor another window's, among these
-- (null: all); it is this window's now. Null: there is none. Somebody who holds a claim's lock is passed over.
create function loc.claim_next_v1(p_client uuid, p_file bigint, p_after int, p_among int[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '200ms' as $$
declare
  this_file loc.files := (select f from loc.files f where f.id = p_file and f.deleted_at is null);
  me int := sec.demand(this_file.project_id, 'read');
  taken int[];
  candidate int;
begin
  taken := array(
    select c.ord from loc.claims c
    where c.file_id = p_file and c.at > now() - interval '30 seconds' and (c.person_id, c.client) <> (me, p_client)
    union
    select p.ord from loc.presence p where p.file_id = p_file and p.ord is not null
      and p.at > now() - interval '30 seconds' and (p.person_id, p.client) <> (me, p_client));
  for candidate in -- two ranges of the key, so that neither is sorted
    (select s.ord from loc.segments s
     where s.file_id = p_file and s.ord > p_after and s.state not in (3, 4) and not s.locked
       and (p_among is null or s.ord = any (p_among)) and not s.ord = any (taken) order by s.ord limit 100)
    union all
    (select s.ord from loc.segments s
     where s.file_id = p_file and s.ord <= p_after and s.state not in (3, 4) and not s.locked
       and (p_among is null or s.ord = any (p_among)) and not s.ord = any (taken) order by s.ord limit 100)
  loop
    begin
      insert into loc.claims as c (file_id, ord, person_id, client, at) values (p_file, candidate, me, p_client, now())
      on conflict (file_id, ord) do update set person_id = me, client = p_client, at = now()
        where c.at <= now() - interval '30 seconds' or (c.person_id, c.client) = (me, p_client);
      if found then
        delete from loc.claims c where c.person_id = me and c.client = p_client
          and (c.file_id <> p_file or c.ord not in (candidate, p_after));
        return candidate;
      end if;
    exception when lock_not_available then
      null; -- somebody is claiming it this moment
    end;
  end loop;
  return null;
end $$;

-- Say that this window is in the file; who is there now (`client` of one's own windows only). Others are told when somebody
-- comes. Who moves is seen by those who ask: a notification wakes every listener of the server, and people move all the time.
create function loc.be_present_v1(p_client uuid, p_file bigint, p_ord int)
returns table (client uuid, login text, display_name text, ord int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  project int := (select f.project_id from loc.files f where f.id = p_file);
  me int := sec.demand(project, 'read');
  comes boolean;
begin
  comes := not exists (select from loc.presence p where p.client = p_client and p.person_id = me and p.file_id = p_file
                       and p.at > now() - interval '30 seconds');
  insert into loc.presence as p (client, person_id, project_id, file_id, ord, at) values (p_client, me, project, p_file, p_ord, now())
  on conflict (person_id, client) do update set project_id = project, file_id = p_file, ord = p_ord, at = now();
  update loc.claims c set at = now() where c.file_id = p_file and c.person_id = me and c.client = p_client;
  if comes then
    perform pg_notify('loc_file_' || p_file, 'people');
  end if;
  return query
    select case when p.person_id = me then p.client end, x.login::text, x.display_name, p.ord
    from loc.presence p join sec.people x on x.id = p.person_id
    where p.file_id = p_file and p.at > now() - interval '30 seconds' order by x.login, p.client
    limit 500; -- nobody reads more names, and a client could make up any number of windows
end $$;

create function loc.leave_v1(p_client uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  left_file bigint;
begin
  delete from loc.presence p where p.client = p_client and p.person_id = sec.person_id() returning p.file_id into left_file;
  delete from loc.claims c where c.person_id = sec.person_id() and c.client = p_client;
  delete from loc.presence p where (p.person_id, p.client) in (
    select o.person_id, o.client from loc.presence o where o.at < now() - interval '1 hour' for update skip locked);
  if left_file is not null then
    perform pg_notify('loc_file_' || left_file, 'people');
  end if;
end $$;
