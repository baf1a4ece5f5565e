select current_setting('archive_mode'), archived_count, failed_count, last_failed_wal,
  coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
from pg_stat_archiver
