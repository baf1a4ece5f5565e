select login, client, program, host, started_at, seen_at, ended_at from sec.sessions_v1() where %(login)s::text is null or login = %(login)s
