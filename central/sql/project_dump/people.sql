-- Everybody whose name stands somewhere in the project.
copy (
  select p.login, p.display_name from sec.people p where p.id in (
    select created_by from loc.projects where id = {project}
    union all select person_id from sec.members where project_id = {project}
    union all select person_id from sec.past_members where project_id = {project}
    union all select created_by from loc.files where project_id = {project}
    union all select author from loc.segments where project_id = {project}
    union all select author from loc.changes where project_id = {project}
    union all select author from loc.terms where project_id = {project}
    union all select waived_by from loc.findings where project_id = {project}
    union all select created_by from loc.tms where project_id = {project}
    union all select u.author from loc.tm_units u join loc.tms m on m.id = u.tm_id where m.project_id = {project})
  order by p.login
) to stdout
