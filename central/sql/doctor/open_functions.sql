-- Functions with their owner's rights that would look for names where their caller says.
select n.nspname || '.' || p.proname
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('loc', 'sec') and p.prosecdef
  and not exists (select from unnest(p.proconfig) setting where setting like 'search_path=pg_catalog%')
