select coalesce(max(abs(extract(epoch from clock_timestamp() - reply_time))), 0)::float8 from pg_stat_replication
where usename = 'loc_standby'
