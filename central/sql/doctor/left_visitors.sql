select rolname from pg_roles where rolname like 'loc\_doctor\_%' and rolvaliduntil < now()
