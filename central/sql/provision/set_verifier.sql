select sec.set_verifier_v1(%(login)s, %(verifier)s)
