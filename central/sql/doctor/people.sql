-- People who are connected through PgBouncer: how many, and on how many connections.
select count(distinct usename), count(*) from pg_stat_activity a
where backend_type = 'client backend' and exists (
  select from pg_auth_members m where m.member = a.usesysid and m.roleid = 'loc_member'::regrole)
