-- Findings of the checks, and the records of work: tasks, logs, telemetry.
create table loc.findings (
  file_id bigint not null references loc.files,
  ord int not null,
  project_id int not null,
  check_name text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  span int4range not null,
  message text not null,
  version int not null, -- of the segment that was checked
  waived_by int references sec.people,
  waived_at timestamptz,
  primary key (file_id, ord, check_name, span)
);

create table loc.tasks (
  id uuid primary key, -- made by the window that runs it
  person_id int not null references sec.people,
  project_id int references loc.projects,
  app text not null,
  title text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0,
  total bigint not null default 0,
  error text not null default '',
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index tasks_person on loc.tasks (person_id, started_at desc);

-- Kept by time: a partition a month, dropped when it is old. The default partition takes what no other one does.
create table loc.logs (
  at timestamptz not null default now(),
  person_id int,
  level smallint not null,
  logger text not null,
  message text not null,
  traceback text not null default '',
  version text not null default ''
) partition by range (at);
create table loc.logs_default partition of loc.logs default;
create index logs_at on loc.logs using brin (at);

create table loc.telemetry (
  at timestamptz not null default now(),
  person_id int,
  event text not null,
  duration_ms int,
  size bigint,
  detail jsonb not null default '{}'
) partition by range (at);
create table loc.telemetry_default partition of loc.telemetry default;
create index telemetry_at on loc.telemetry using brin (at);

alter table loc.findings enable row level security;
alter table loc.tasks enable row level security;
alter table loc.logs enable row level security;
alter table loc.logs_default enable row level security;
alter table loc.telemetry enable row level security;
alter table loc.telemetry_default enable row level security;
create policy read on loc.findings for select using (project_id = any ((select sec.my_projects())::int[]));
create policy read on loc.tasks for select
  using (person_id = (select sec.person_id()) or (select sec.has_role('admin')));
create policy read on loc.logs for select using ((select sec.has_role('admin')));
create policy read on loc.telemetry for select using ((select sec.has_role('admin')));
