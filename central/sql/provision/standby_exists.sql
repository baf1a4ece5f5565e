select from pg_roles where rolname = 'loc_standby'
