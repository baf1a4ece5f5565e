-- What PgBouncer asks at each login (auth_query). It reads pg_authid, so it belongs to a superuser; run by one, as all
-- else is owned by loc_owner. Nobody but PgBouncer's role may call it. Twenty failures in a quarter of an hour close an
-- account until the quarter is over; the window is short because anybody can close an account on purpose.
create or replace function sec.get_auth(p_login text) returns table (username text, password text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  so_far int;
begin
  if not exists (
    select from pg_authid a join pg_auth_members m on m.member = a.oid join pg_roles g on g.oid = m.roleid
    where a.rolname = p_login and g.rolname = 'loc_member' and a.rolcanlogin and not a.rolsuper) then
    return;
  end if;
  insert into sec.login_attempts as l (login, failures, last_at) values (p_login, 1, now())
  -- Attempts on a closed account do not keep it closed: a client that tries again would shut its person out for ever.
  on conflict (login) do update set
    failures = case when l.last_at < now() - interval '15 minutes' then 1 else l.failures + 1 end,
    last_at = case when l.last_at >= now() - interval '15 minutes' and l.failures > 20 then l.last_at else now() end
  returning failures into so_far;
  if so_far > 20 then
    return;
  end if;
  return query select a.rolname::text, a.rolpassword::text from pg_authid a
    where a.rolname = p_login and (a.rolvaliduntil is null or a.rolvaliduntil > now());
end $$;
revoke all on function sec.get_auth(text) from public;
grant usage on schema sec to loc_bouncer;
grant execute on function sec.get_auth(text) to loc_bouncer;
