-- What PgBouncer asks at each login (auth_query). It reads pg_authid, so it belongs to a superuser; run by one, as all
-- else is owned by loc_owner. Nobody but PgBouncer's role may call it. Too many failures in a quarter of an hour
-- (`login_tries`) close an account until the quarter is over; the window is short because anybody can close an account on
-- purpose. It waits for no lock: a person who held one would keep everybody out.
create or replace function sec.get_auth(p_login text) returns table (username text, password text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  window_start timestamptz := now() - interval '15 minutes';
  closing text := 'account closed after failed logins';
begin
  if not exists (
    select from pg_authid a join pg_auth_members m on m.member = a.oid join pg_roles g on g.oid = m.roleid
    where a.rolname = p_login and g.rolname = 'loc_member' and a.rolcanlogin and not a.rolsuper) then
    return;
  end if;
  -- Tries on a closed account are not counted: a client that goes on trying would shut its person out for ever.
  if (select count(*) from sec.login_tries t where t.login = p_login and t.at > window_start) >= sec.setting('login_tries') then
    insert into sec.audit (action, subject) select closing, p_login where not exists (
      select from sec.audit a where a.at > window_start and a.action = closing and a.subject = p_login);
    return;
  end if;
  insert into sec.login_tries (login) values (p_login);
  delete from sec.login_tries where id in (
    select t.id from sec.login_tries t where t.login = p_login and t.at <= window_start for update skip locked);
  return query select a.rolname::text, a.rolpassword::text from pg_authid a
    where a.rolname = p_login and (a.rolvaliduntil is null or a.rolvaliduntil > now());
end $$;
revoke all on function sec.get_auth(text) from public;
grant usage on schema sec to loc_bouncer;
grant execute on function sec.get_auth(text) to loc_bouncer;
