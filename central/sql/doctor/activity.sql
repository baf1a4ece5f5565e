-- Sessions; those idle in a transaction for over a minute; the oldest transaction in seconds; the notification queue, 0 to 1.
select count(*) filter (where backend_type = 'client backend'), current_setting('max_connections')::int,
  count(*) filter (where state like 'idle in transaction%' and state_change < now() - interval '60 seconds'),
  coalesce(extract(epoch from now() - min(xact_start) filter (where backend_type = 'client backend' and pid <> pg_backend_pid())), 0)::int,
  case when pg_is_in_recovery() then 0 else pg_notification_queue_usage() end
from pg_stat_activity
