select sec.set_setting_v1(%(name)s, %(value)s)
