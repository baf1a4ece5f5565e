update sec.settings set value = %(listeners)s where name = 'listener_limit' and value <> %(listeners)s
