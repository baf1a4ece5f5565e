delete from sec.backups where name <> all (%(kept)s)
