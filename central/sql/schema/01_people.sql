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
  created_at timestamptz not null default now(),
  password_set_at timestamptz not null default now()
);

-- What the administrator may set; clients are told what concerns them.
create table sec.settings (
  name text primary key,
  value int not null
);
insert into sec.settings values
  ('listener_limit', 150), -- clients that may hold a connection to listen; the others ask
  ('login_tries', 20), -- in a quarter of an hour
  ('password_length', 12),
  ('oldest_client', 1); -- the version of the schema that a program must know at least

create function sec.setting(p_name text) returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.value from sec.settings s where s.name = p_name
$$;

create table sec.members (
  person_id int not null references sec.people,
  project_id int not null,
  capability text not null check (capability in ('read', 'edit', 'manage')),
  languages text[], -- null: all
  primary key (person_id, project_id)
);

-- Each login through PgBouncer that has not been said to be good yet. Rows are only added, so that nobody who holds a lock
-- on one can make another person's login wait.
create table sec.login_tries (
  id bigint generated always as identity primary key,
  login name not null,
  at timestamptz not null default clock_timestamp()
);
create index login_tries_login on sec.login_tries (login, at);

-- Who was a member once: their work stays, and so does the name on it.
create table sec.past_members (
  person_id int not null references sec.people,
  project_id int not null,
  primary key (person_id, project_id)
);

create table sec.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor name not null default session_user,
  action text not null,
  subject text not null default '',
  detail jsonb not null default '{}'
);
create index audit_at on sec.audit (at);

-- A name that a file, folder or project may have: it becomes part of a path on people's computers.
create function sec.demand_name(p_name text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if p_name is null or p_name !~ '^[^/\\\x01-\x1f\x7f]+$' or p_name in ('.', '..') or p_name <> btrim(p_name) then
    raise invalid_parameter_value using message =
      'A name holds no slash, backslash or control character, and no blank at its ends.';
  end if;
end $$;

-- Who has to change their password first has no right until they did.
create function sec.person_id() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select id from sec.people where login = session_user and active and not must_change_password
$$;

create function sec.has_role(variadic roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from sec.people
    where login = session_user and active and not must_change_password and role = any (roles))
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

-- A right that is asked for in an old snapshot may have been taken away since: what changes something is for READ COMMITTED,
-- where each statement sees what holds now.
create function sec.demand_now() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise insufficient_privilege using message = 'This can only be done in a transaction that is READ COMMITTED.';
  end if;
end $$;

-- The person's id, when they have this capability on the project (and the language, when one is named); else an error,
-- the same one for what does not exist (p_project null).
create function sec.demand(p_project int, p_capability text, p_language text default null) returns int
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

-- Who keeps the server's own machine.
create function sec.is_superuser() returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.rolsuper from pg_roles r where r.rolname = session_user
$$;

create function sec.demand_role(variadic roles text[]) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.demand_now();
  if not sec.has_role(variadic roles) and not sec.is_superuser() then
    raise insufficient_privilege using message = format('This needs the role %s.', array_to_string(roles, ' or '));
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

-- The same, with what a program has to know to work here.
create function loc.hello_v2()
returns table (id int, login text, display_name text, role text, must_change_password boolean, schema_version int,
  oldest_client int, password_length int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.*, sec.setting('oldest_client'), sec.setting('password_length') from loc.hello_v1() h
$$;

alter table sec.people enable row level security;
alter table sec.members enable row level security;
alter table sec.login_tries enable row level security;
alter table sec.past_members enable row level security;
alter table sec.audit enable row level security;
alter table sec.settings enable row level security;
alter table sec.schema_versions enable row level security;
