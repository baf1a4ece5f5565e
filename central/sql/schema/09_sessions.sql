-- Programs that are signed in, and what they ask now and then. A session says which program on which computer; it gives no
-- right and takes none: that is the account's. Ending one ends the person's connections and has the program sign in again.
create table sec.sessions (
  person_id int not null references sec.people,
  client uuid not null, -- one a window, made by the window
  program text not null default '',
  host text not null default '',
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by name,
  primary key (person_id, client)
);
create index sessions_seen on sec.sessions (seen_at);
alter table sec.sessions enable row level security;

-- The clients that hold a connection to listen. One that has not asked for 30 seconds does so no longer.
create unlogged table sec.listeners (
  person_id int not null,
  client uuid not null,
  at timestamptz not null,
  primary key (person_id, client)
) with (fillfactor = 50);
alter table sec.listeners enable row level security;

-- A window signs in. Again after its server was away: that is no new session.
create function loc.begin_session_v1(p_client uuid, p_program text, p_host text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := (select id from sec.people where login = session_user and active);
begin
  if me is null then
    raise insufficient_privilege using message = 'This account is disabled, or is not known here.';
  end if;
  if (select count(*) from sec.sessions s where s.person_id = me and s.ended_at is null and s.seen_at > now() - interval '1 day') > 1000 then
    raise insufficient_privilege using message = 'This account has too many sessions.';
  end if;
  insert into sec.sessions as s (person_id, client, program, host) values (me, p_client, left(p_program, 100), left(p_host, 255))
  on conflict (person_id, client) do update set seen_at = now() where s.ended_at is null;
  if not found then
    raise insufficient_privilege using message = 'This session was ended; sign in again.';
  end if;
  delete from sec.listeners l where (l.person_id, l.client) in (
    select o.person_id, o.client from sec.listeners o where o.at < now() - interval '1 hour' for update skip locked);
  if (select s.started_at = now() from sec.sessions s where s.person_id = me and s.client = p_client) then
    perform sec.note_audit('signed in', session_user,
      jsonb_build_object('client', p_client, 'program', left(p_program, 100), 'host', left(p_host, 255)));
  end if;
end $$;

-- What is new, for a window that has these files open. seqs: the newest change of each, in their order; null: not to be read.
-- tree: moves when the tree may have changed. may_listen: whether it may hold a connection to listen. Seats are for those
-- who have files open (p_busy); others may have one as long as half of them are free. Nobody has more than 20, the limit of
-- their role: a client could make up any number of windows. ended: the session is over, the program has to sign in again.
create function loc.news_v1(p_client uuid, p_files bigint[], p_busy boolean,
  out tree bigint, out seqs bigint[], out may_listen boolean, out ended boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := (select id from sec.people where login = session_user and active);
  projects int[] := sec.my_projects();
  fresh timestamptz := now() - interval '30 seconds';
begin
  ended := me is null or exists (
    select from sec.sessions s where s.person_id = me and s.client = p_client and s.ended_at is not null);
  tree := (select t.last_value from loc.tree_counter t);
  seqs := array(select c.seq from unnest(p_files[:100]) with ordinality f (id, n)
    left join loc.file_counters c on c.file_id = f.id and c.project_id = any (projects) order by f.n);
  may_listen := not ended and sec.setting('listener_limit') / case when p_busy then 1 else 2 end
    > (select count(*) from sec.listeners l where l.at > fresh and (l.person_id, l.client) <> (me, p_client))
    and 20 > (select count(*) from sec.listeners l where l.at > fresh and l.person_id = me and l.client <> p_client);
  if may_listen then
    insert into sec.listeners values (me, p_client, now()) on conflict (person_id, client) do update set at = now();
  else
    delete from sec.listeners l where l.person_id = me and l.client = p_client;
  end if;
  update sec.sessions s set seen_at = now()
  where s.person_id = me and s.client = p_client and s.seen_at < now() - interval '1 minute';
end $$;

-- One's own sessions; an administrator sees everybody's.
create function sec.sessions_v1() returns table (
  login text, display_name text, client uuid, program text, host text, started_at timestamptz, seen_at timestamptz, ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.login::text, p.display_name, s.client, s.program, s.host, s.started_at, s.seen_at, s.ended_at
  from sec.sessions s join sec.people p on p.id = s.person_id
  where p.login = session_user or sec.has_role('admin') or sec.is_superuser()
  order by s.seen_at desc limit 10000
$$;

-- End one session of a person, or all (p_client null): one's own, or anybody's by an administrator. How many it were.
create function sec.end_session_v1(p_login text, p_client uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person int := (select id from sec.people where login = p_login);
  ended int;
begin
  if p_login <> session_user or sec.person_id() is null then
    perform sec.demand_role('admin');
  end if;
  perform sec.seize(p_login);
  update sec.sessions s set ended_at = now(), ended_by = session_user
  where s.person_id = person and s.ended_at is null and (p_client is null or s.client = p_client);
  get diagnostics ended = row_count;
  if ended > 0 then
    delete from sec.listeners l where l.person_id = person and (p_client is null or l.client = p_client);
    perform sec.note_audit('session ended', p_login, jsonb_build_object('client', p_client, 'count', ended));
    perform pg_notify('loc_tree', 'sessions');
    perform sec.end_connections(p_login);
  end if;
  return ended;
end $$;
