select count(*) filter (where active), count(*) from sec.people
