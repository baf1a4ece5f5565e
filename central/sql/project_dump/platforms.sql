insert into loc.platforms (name) select platform_id from stage_projects where platform_id is not null on conflict (name) do nothing;
insert into dump_ids select 'platforms', p.name, p.id from loc.platforms p
