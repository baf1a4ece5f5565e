-- A name is given once on a server.
update stage_tms s set name = left(s.name || ' (' || (select name from stage_projects) || ')', 200)
where exists (select from loc.tms t where t.name = s.name)
