select p.login::text, p.display_name, p.role, p.active, p.must_change_password,
  (select count(*) from sec.login_tries t where t.login = p.login and t.at > now() - interval '15 minutes')
    >= sec.setting('login_tries') as locked,
  (select max(s.seen_at) from sec.sessions s where s.person_id = p.id) as last_seen,
  coalesce((select jsonb_agg(jsonb_build_object('project', j.name, 'capability', m.capability, 'languages', m.languages) order by j.name)
    from sec.members m join loc.projects j on j.id = m.project_id where m.person_id = p.id), '[]') as rights
from sec.people p order by p.login
