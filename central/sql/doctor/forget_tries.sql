delete from sec.login_tries where login = %(login)s
