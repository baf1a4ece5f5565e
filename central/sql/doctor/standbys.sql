-- Who copies from here: application_name, client_addr, state, sync_state, bytes not yet applied there, seconds behind.
select application_name, host(client_addr), state, sync_state,
  pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint, coalesce(extract(epoch from replay_lag), 0)::float8
from pg_stat_replication where usename = 'loc_standby'
