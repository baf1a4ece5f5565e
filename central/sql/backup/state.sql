select (select system_identifier::text from pg_control_system()) as system,
  current_setting('server_version') as server,
  current_setting('archive_mode') <> 'off' as archives,
  coalesce(current_setting('summarize_wal', true), 'off') = 'on' as summarizes,
  (select sum(pg_database_size(d.oid)) from pg_database d)::bigint as size
