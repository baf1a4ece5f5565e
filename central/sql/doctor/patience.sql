-- The doctor's own session: it waits for no standby, since a lost one is what it may have to tell, and for nothing for long.
select set_config('synchronous_commit', 'local', false), set_config('statement_timeout', '30s', false)
