exists (select from dump_names n where n.kind = 'tms' and n.id = t.tm_id)
