insert into sec.schema_versions (version)
select g from generate_series(1, %(version)s::int) g on conflict (version) do nothing
