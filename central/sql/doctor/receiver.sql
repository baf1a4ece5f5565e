-- On a standby: is it connected, seconds since the last change that it has, seconds between its clock and the primary's.
select coalesce((select status from pg_stat_wal_receiver), 'stopped'),
  case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else coalesce(extract(epoch from now() - pg_last_xact_replay_timestamp()), 0) end::float8,
  coalesce((select extract(epoch from last_msg_receipt_time - last_msg_send_time) from pg_stat_wal_receiver), 0)::float8
