exists (select from dump_names n where n.kind = 'files' and n.id = t.file_id)
