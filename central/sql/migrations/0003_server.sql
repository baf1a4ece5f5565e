-- A server for many: sessions, settings, claims, what is new for those who ask, passwords that must be changed first.
-- Everything that a client of version 2 calls is still there and answers as before.

create table sec.settings (
  name text primary key,
  value int not null
);
insert into sec.settings values
  ('listener_limit', 150), -- clients that may hold a connection to listen; the others ask
  ('login_tries', 20), -- in a quarter of an hour
  ('password_length', 12),
  ('oldest_client', 1); -- the version of the schema that a program must know at least
alter table sec.settings enable row level security;

alter table sec.people add password_set_at timestamptz not null default now();
create index audit_at on sec.audit (at);
create sequence loc.tree_counter;

create or replace function sec.setting(p_name text) returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.value from sec.settings s where s.name = p_name
$$;

-- Who has to change their password first has no right until they did.
create or replace function sec.person_id() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select id from sec.people where login = session_user and active and not must_change_password
$$;

create or replace function sec.has_role(variadic roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from sec.people
    where login = session_user and active and not must_change_password and role = any (roles))
$$;

-- Who keeps the server's own machine.
create or replace function sec.is_superuser() returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.rolsuper from pg_roles r where r.rolname = session_user
$$;

create or replace function sec.demand_role(variadic roles text[]) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.demand_now();
  if not sec.has_role(variadic roles) and not sec.is_superuser() then
    raise insufficient_privilege using message = format('This needs the role %s.', array_to_string(roles, ' or '));
  end if;
  return sec.person_id();
end $$;

-- The same, with what a program has to know to work here.
create or replace function loc.hello_v2()
returns table (id int, login text, display_name text, role text, must_change_password boolean, schema_version int,
  oldest_client int, password_length int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.*, sec.setting('oldest_client'), sec.setting('password_length') from loc.hello_v1() h
$$;

-- One notification a statement on the tree; which project is the hint, what changed is read again.
create or replace function loc.tree_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform nextval('loc.tree_counter');
  perform pg_notify('loc_tree', '');
  return null;
end $$;

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
create or replace function loc.claim_next_v1(p_client uuid, p_file bigint, p_after int, p_among int[]) returns int
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
create or replace function loc.be_present_v1(p_client uuid, p_file bigint, p_ord int)
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

create or replace function loc.leave_v1(p_client uuid) returns void
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

-- Accounts. The server never sees a password: it takes SCRAM verifiers, made by the client.
-- As libpq makes them: PostgreSQL would take anything else for a password.
create or replace function sec.check_verifier(p_verifier text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if p_verifier is null or p_verifier !~ '^SCRAM-SHA-256\$(409[6-9]|4[1-9]\d\d|[5-9]\d{3}|[1-9]\d{4,6}):[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' then
    raise invalid_parameter_value using message = 'A SCRAM-SHA-256 verifier is expected, never a password.';
  end if;
end $$;

-- Their line is locked: two administrators who go at the same moment would each count on the other.
create or replace function sec.demand_an_admin() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from sec.people where role = 'admin' and active for share) then
    raise invalid_parameter_value using message = 'One administrator has to stay.';
  end if;
end $$;

-- How many connections of this person were ended; our own is not.
create or replace function sec.end_connections(p_login text) returns int
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select count(pg_terminate_backend(a.pid))::int from pg_stat_get_activity(null) a
  where a.usesysid = (select r.oid from pg_roles r where r.rolname = p_login) and a.pid <> pg_backend_pid()
$$;

-- Take hold of a person's account to change it, and alter their role (p_clause null: not). Their connections are ended
-- first: else they could keep an administrator waiting with a transaction that holds their own line.
create or replace function sec.seize(p_login text, p_clause text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
begin
  for attempt in 1..10 loop
    if p_login <> session_user then
      perform sec.end_connections(p_login);
    end if;
    begin
      perform from sec.people where login = p_login for update;
      if not found then
        raise no_data_found using message = format('There is no person %s.', p_login);
      end if;
      if p_clause is not null then
        execute format('alter role %I ', p_login) || p_clause;
      end if;
      return;
    exception when lock_not_available or internal_error then -- internal_error: "tuple concurrently updated"
      null;
    end;
  end loop;
  raise lock_not_available using message = format('The account %s is busy; try again.', p_login);
end $$;

create or replace function sec.set_verifier_v1(p_login text, p_verifier text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_login <> session_user or not exists (select from sec.people where login = session_user and active) then
    perform sec.demand_role('admin');
  end if;
  perform sec.check_verifier(p_verifier);
  perform sec.seize(p_login, format('password %L', p_verifier));
  update sec.people set must_change_password = (p_login <> session_user), password_set_at = now() where login = p_login;
  perform sec.note_audit('password set', p_login);
end $$;

-- Disabling works at once: the policies look at the flag, and open connections are ended. How many were is returned.
create or replace function sec.set_active_v1(p_login text, p_active boolean) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
begin
  perform sec.demand_role('admin');
  perform sec.seize(p_login, case when p_active then 'login' else 'nologin' end);
  update sec.people set active = p_active where login = p_login;
  perform sec.demand_an_admin();
  perform sec.note_audit(case when p_active then 'person enabled' else 'person disabled' end, p_login);
  return case when p_active then 0 else sec.end_connections(p_login) end;
end $$;

create or replace function sec.set_role_v1(p_login text, p_role text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old_role text := (select role from sec.people where login = p_login);
begin
  perform sec.demand_role('admin');
  perform sec.seize(p_login);
  update sec.people set role = p_role where login = p_login;
  perform sec.demand_an_admin();
  perform sec.note_audit('role changed', p_login, jsonb_build_object('from', old_role, 'to', p_role));
end $$;

-- An account that is closed for a while after failed logins opens at once.
create or replace function sec.unlock_v1(p_login text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.demand_role('admin');
  delete from sec.login_tries where login = p_login;
  perform sec.note_audit('account unlocked', p_login);
end $$;

create or replace function sec.set_setting_v1(p_name text, p_value int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.demand_role('admin');
  update sec.settings set value = p_value where name = p_name and p_value > 0;
  if not found then
    raise invalid_parameter_value using message = format('There is no setting %s that could be %s.', p_name, p_value);
  end if;
  perform sec.note_audit('setting changed', p_name, jsonb_build_object('to', p_value));
end $$;

-- p_capability '' takes the right away. p_languages null: all. Who manages some languages only cannot give rights: they
-- could give themselves the others.
create or replace function sec.grant_project_v1(p_login text, p_project int, p_capability text, p_languages text[] default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int;
  person int;
begin
  if not sec.is_superuser() then
    me := sec.demand(p_project, 'manage');
  end if;
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
create or replace function loc.begin_session_v1(p_client uuid, p_program text, p_host text) returns void
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
create or replace function loc.news_v1(p_client uuid, p_files bigint[], p_busy boolean,
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
create or replace function sec.sessions_v1() returns table (
  login text, display_name text, client uuid, program text, host text, started_at timestamptz, seen_at timestamptz, ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.login::text, p.display_name, s.client, s.program, s.host, s.started_at, s.seen_at, s.ended_at
  from sec.sessions s join sec.people p on p.id = s.person_id
  where p.login = session_user or sec.has_role('admin') or sec.is_superuser()
  order by s.seen_at desc limit 10000
$$;

-- End one session of a person, or all (p_client null): one's own, or anybody's by an administrator. How many it were.
create or replace function sec.end_session_v1(p_login text, p_client uuid) returns int
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

grant execute on function
  loc.hello_v2, loc.begin_session_v1, loc.news_v1, loc.claim_next_v1,
  sec.set_role_v1, sec.unlock_v1, sec.set_setting_v1, sec.sessions_v1, sec.end_session_v1
  to loc_member;
