-- What everybody has who can connect: there should be nothing.
select 'the database', a.privilege_type
from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
where d.datname = current_database() and a.grantee = 0
union
select 'schema ' || n.nspname, a.privilege_type
from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
where n.nspname in ('loc', 'sec', 'public') and a.grantee = 0
union
select n.nspname || '.' || c.relname, a.privilege_type
from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
where n.nspname in ('loc', 'sec') and a.grantee = 0
union
select n.nspname || '.' || p.proname, a.privilege_type
from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
where n.nspname in ('loc', 'sec') and a.grantee = 0
union
select 'function ' || p.proname, a.privilege_type
from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
where p.pronamespace = 'pg_catalog'::regnamespace and a.grantee = 0
  and p.proname in ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_open', 'lo_put', 'lo_get', 'lowrite', 'lo_unlink',
    'pg_logical_emit_message')
