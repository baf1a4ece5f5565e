select s.login::text, s.display_name from stage_people s
where not exists (select from sec.people p where p.login = s.login) order by s.login
