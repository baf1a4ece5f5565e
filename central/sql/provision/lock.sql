-- One provisioner of a database at a time. People can take advisory locks, so those count only before there are people.
do $$
begin
  if to_regclass('sec.schema_versions') is null then
    perform pg_advisory_xact_lock(7046029);
  else
    lock table sec.schema_versions in exclusive mode;
  end if;
end $$
