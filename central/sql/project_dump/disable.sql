select sec.set_active_v1(%(login)s, false)
