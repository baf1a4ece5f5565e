select sec.unlock_v1(%(login)s)
