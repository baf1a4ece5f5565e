-- How many bytes of the log have been written since a place.
select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
  %(start)s::pg_lsn)::bigint
