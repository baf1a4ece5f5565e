insert into sec.backups (name, record) values (%(name)s, %(record)s)
on conflict (name) do update set record = excluded.record
