-- name: hello
select id, login, display_name, role, must_change_password, schema_version, oldest_client, password_length
from loc.hello_v2()

-- name: iterations
select set_config('scram_iterations', %(iterations)s, true)

-- name: set_verifier
select sec.set_verifier_v1(%(login)s, %(verifier)s)

-- name: begin_session
select loc.begin_session_v1(%(client)s, %(program)s, %(host)s)

-- name: news
select tree, seqs, may_listen, ended from loc.news_v1(%(client)s, %(files)s::bigint[], %(busy)s)

-- name: login_ok
select sec.login_ok_v1()

-- name: be_present
select client, login, display_name, ord from loc.be_present_v1(%(client)s, %(file_id)s, %(ord)s)

-- name: leave
select loc.leave_v1(%(client)s)
