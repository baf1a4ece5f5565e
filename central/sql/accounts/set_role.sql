select sec.set_role_v1(%(login)s, %(role)s)
