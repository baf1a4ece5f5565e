select sec.end_session_v1(%(login)s, %(client)s)
