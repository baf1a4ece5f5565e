select from sec.people where login = %(login)s
