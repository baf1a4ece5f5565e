-- Rights on the database itself. Run by a superuser, connected to it.
-- No TEMP and no CREATE for people: a temporary object outlives its owner on a pooled connection.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to loc_member, loc_bouncer', current_database());
  execute format('grant create on database %I to loc_owner', current_database());
end $$;
revoke all on schema public from public;
-- Large objects know no row-level security.
revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea), lo_open(oid, integer),
  lo_put(oid, bigint, bytea), lo_get(oid), lo_get(oid, bigint, integer), lowrite(integer, bytea), lo_unlink(oid) from public;
-- Writes as much as one likes into the write-ahead log, which is archived and copied to standbys.
do $$
declare
  message regprocedure;
begin
  for message in select p.oid from pg_proc p where p.proname = 'pg_logical_emit_message' and p.pronamespace = 'pg_catalog'::regnamespace
  loop
    execute format('revoke execute on function %s from public', message);
  end loop;
end $$;
-- PostgreSQL asks a leakproof comparison before it asks a policy; EXPLAIN ANALYZE, and estimates from statistics, tell how
-- it ended. So the texts of other projects could be guessed, letter by letter. Here none of texts or bytes is leakproof.
do $$
declare
  comparison regprocedure;
begin
  for comparison in select p.oid from pg_proc p where p.proleakproof
    and p.proargtypes::oid[] && array['text', 'varchar', 'bpchar', 'bytea']::regtype[]::oid[]
  loop
    execute format('alter function %s not leakproof', comparison);
  end loop;
end $$;
