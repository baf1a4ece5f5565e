select to_regclass('sec.schema_versions') is not null
