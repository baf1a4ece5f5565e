-- name: hello
select id, login, display_name, role, must_change_password, schema_version from loc.hello_v1()

-- name: login_ok
select sec.login_ok_v1()

-- name: be_present
select client, login, display_name, ord from loc.be_present_v1(%(client)s, %(file_id)s, %(ord)s)

-- name: leave
select loc.leave_v1(%(client)s)
