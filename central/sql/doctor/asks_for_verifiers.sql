select a.grantee::regrole::text from pg_proc p, aclexplode(p.proacl) a
where p.oid = 'sec.get_auth(text)'::regprocedure and a.grantee <> p.proowner and a.grantee <> 'loc_bouncer'::regrole
