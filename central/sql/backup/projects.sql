select id, name from loc.projects order by id
