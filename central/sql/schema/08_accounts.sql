-- Accounts. The server never sees a password: it takes SCRAM verifiers, made by the client.
-- As libpq makes them: PostgreSQL would take anything else for a password.
create function sec.check_verifier(p_verifier text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if p_verifier is null or p_verifier !~ '^SCRAM-SHA-256\$[1-9]\d{3,6}:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' then
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
  if p_login <> session_user or sec.person_id() is null then
    perform sec.demand_role('admin');
  end if;
  perform sec.check_verifier(p_verifier);
  update sec.people set must_change_password = (p_login <> session_user) where login = p_login;
  if not found then
    raise no_data_found using message = format('There is no person %s.', p_login);
  end if;
  execute format('alter role %I password %L', p_login, p_verifier);
  perform sec.note_audit('password set', p_login);
end $$;

-- Disabling works at once: the policies look at the flag, and open connections are ended. How many were is returned.
create function sec.set_active_v1(p_login text, p_active boolean) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended int;
begin
  perform sec.demand_role('admin');
  update sec.people set active = p_active where login = p_login;
  if not found then
    raise no_data_found using message = format('There is no person %s.', p_login);
  end if;
  execute format('alter role %I %s', p_login, case when p_active then 'login' else 'nologin' end);
  perform sec.note_audit(case when p_active then 'person enabled' else 'person disabled' end, p_login);
  select count(pg_terminate_backend(a.pid)) into ended from pg_stat_get_activity(null) a
  where not p_active and a.usesysid = (select r.oid from pg_roles r where r.rolname = p_login) and a.pid <> pg_backend_pid();
  return ended;
end $$;

-- p_capability '' takes the right away. p_languages null: all. Who manages some languages only cannot give rights: they
-- could give themselves the others.
create function sec.grant_project_v1(p_login text, p_project int, p_capability text, p_languages text[] default null) returns void
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
create function sec.login_ok_v1() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from sec.login_tries where id in (
    select t.id from sec.login_tries t where t.login = session_user for update skip locked)
$$;
