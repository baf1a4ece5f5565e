-- Members and owners of things that have a power which they must not have.
select r.rolname, concat_ws(', ',
  case when r.rolsuper then 'superuser' end, case when r.rolcreaterole and r.rolname <> 'loc_owner' then 'makes roles' end,
  case when r.rolcreatedb then 'makes databases' end, case when r.rolreplication then 'copies the server' end,
  case when r.rolbypassrls then 'passes over policies' end, case when r.rolname = 'loc_owner' and r.rolcanlogin then 'logs in' end,
  (select string_agg('is a member of ' || g.rolname, ', ') from pg_auth_members m join pg_roles g on g.oid = m.roleid
    where m.member = r.oid and g.rolname not in ('loc_member', 'pg_signal_backend')
      and (r.rolname <> 'loc_owner' or g.rolname in ('loc_bouncer', 'loc_standby') or g.rolname like 'pg\_%')))
from pg_roles r
where r.rolname in ('loc_owner', 'loc_member', 'loc_bouncer')
  or exists (select from pg_auth_members m where m.member = r.oid and m.roleid = 'loc_member'::regrole)
