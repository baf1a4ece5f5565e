select coalesce(max(backup_streamed), 0), coalesce(max(backup_total), 0) from pg_stat_progress_basebackup
