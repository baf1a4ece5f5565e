select r.rolsuper, current_setting('server_version_num')::int from pg_roles r where r.rolname = current_user
