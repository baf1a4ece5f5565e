select p.proname::text from pg_proc p where p.proleakproof
  and p.proargtypes::oid[] && array['text', 'varchar', 'bpchar', 'bytea']::regtype[]::oid[]
order by 1
