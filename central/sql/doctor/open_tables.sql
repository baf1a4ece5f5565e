-- Tables that members read without a policy that says which rows.
select n.nspname || '.' || c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('loc', 'sec') and c.relkind in ('r', 'p') and has_table_privilege('loc_member', c.oid, 'select')
  and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
