-- What members are given beyond being there: objects of the two schemas, with the right.
select n.nspname || '.' || c.relname, a.privilege_type
from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
where n.nspname in ('loc', 'sec') and a.grantee = 'loc_member'::regrole
union
select n.nspname || '.' || c.relname, a.privilege_type
from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace, aclexplode(t.attacl) a
where n.nspname in ('loc', 'sec') and a.grantee = 'loc_member'::regrole
union
select n.nspname || '.' || p.proname, a.privilege_type
from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) a
where n.nspname in ('loc', 'sec') and a.grantee = 'loc_member'::regrole
