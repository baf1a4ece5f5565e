-- The tables with something of a project in them.
select distinct a.attrelid::regclass::text from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('loc', 'sec') and c.relkind in ('r', 'p') and not a.attisdropped
  and a.attname in ('project_id', 'file_id', 'tm_id', 'folder_id')
