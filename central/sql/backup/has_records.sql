select to_regclass('sec.backups') is not null
