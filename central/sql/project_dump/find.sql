select id from loc.projects where name = %(name)s
