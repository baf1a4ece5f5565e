select coalesce(max(version), 0) from sec.schema_versions
