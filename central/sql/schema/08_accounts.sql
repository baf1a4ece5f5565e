-- Accounts. The server never sees a password: it takes SCRAM verifiers, made by the client.
-- As libpq makes them: PostgreSQL would take anything else for a password.
create function sec.check_verifier(p_verifier text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if p_verifier is null or p_verifier !~ '^SCRAM-SHA-256\$(409[6-9]|4[1-9]\d\d|[5-9]\d{3}|[1-9]\d{4,6}):[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' then
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
  if p_login <> session_user or not exists (select from sec.people where login = session_user and active) then
    perform sec.demand_role('admin');
  end if;
  perform sec.check_verifier(p_verifier);
  perform sec.seize(p_login, format('password %L', p_verifier));
  update sec.people set must_change_password = (p_login <> session_user), password_set_at = now() where login = p_login;
  perform sec.note_audit('password set', p_login);
end $$;

-- Their line is locked: two administrators who go at the same moment would each count on the other.
create function sec.demand_an_admin() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from sec.people where role = 'admin' and active for share) then
    raise invalid_parameter_value using message = 'One administrator has to stay.';
  end if;
end $$;

-- How many connections of this person were ended; our own is not.
create function sec.end_connections(p_login text) returns int
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select count(pg_terminate_backend(a.pid))::int from pg_stat_get_activity(null) a
  where a.usesysid = (select r.oid from pg_roles r where r.rolname = p_login) and a.pid <> pg_backend_pid()
$$;

-- Take hold of a person's account to change it, and alter their role (p_clause null: not). Their connections are ended
-- first: else they could keep an administrator waiting with a transaction that holds their own line.
create function sec.seize(p_login text, p_clause text default null) returns void
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

-- Disabling works at once: the policies look at the flag, and open connections are ended. How many were is returned.
create function sec.set_active_v1(p_login text, p_active boolean) returns int
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

create function sec.set_role_v1(p_login text, p_role text) returns void
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
create function sec.unlock_v1(p_login text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform sec.demand_role('admin');
  delete from sec.login_tries where login = p_login;
  perform sec.note_audit('account unlocked', p_login);
end $$;

create function sec.set_setting_v1(p_name text, p_value int) returns void
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
create function sec.grant_project_v1(p_login text, p_project int, p_capability text, p_languages text[] default null) returns void
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

-- Called by the client on each new connection: what get_auth counted were no failures. Waits for nobody.
create function sec.login_ok_v1() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from sec.login_tries where id in (
    select t.id from sec.login_tries t where t.login = session_user for update skip locked)
$$;
