insert into dump_ids select {kind}, s.id, nextval(pg_get_serial_sequence({table}, 'id')) from {stage} s order by s.id::bigint
