-- Roles of the cluster. Run once by a superuser; run again it changes nothing.
-- loc_owner owns every object and can make a person's role; it cannot log in and is no superuser.
-- loc_member is what every person's role belongs to. loc_bouncer is PgBouncer's own: it may look up one verifier.
do $$
begin
  if not exists (select from pg_roles where rolname = 'loc_owner') then
    create role loc_owner nologin createrole;
  end if;
  if not exists (select from pg_roles where rolname = 'loc_member') then
    create role loc_member nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'loc_bouncer') then
    create role loc_bouncer login;
  end if;
end $$;
grant loc_member to loc_owner with admin option;
-- A revoked person is thrown out at once.
grant pg_signal_backend to loc_owner;
