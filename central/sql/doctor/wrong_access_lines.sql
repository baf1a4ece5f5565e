select line_number, error from pg_hba_file_rules where error is not null
