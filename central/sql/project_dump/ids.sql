-- What the names in the dump are on this server.
create temp table dump_ids (kind text, name text, id bigint, primary key (kind, name)) on commit drop;
insert into dump_ids select 'people', p.login, p.id from sec.people p join stage_people using (login)
