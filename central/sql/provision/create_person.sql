select sec.create_person_v1(%(login)s, %(verifier)s, %(display_name)s, %(role)s, %(must_change)s)
