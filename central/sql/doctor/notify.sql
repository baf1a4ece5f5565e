select pg_notify('loc_doctor', %(what)s)
