-- One provisioner of a database at a time; the number is nobody else's.
select pg_advisory_xact_lock(7046029)
