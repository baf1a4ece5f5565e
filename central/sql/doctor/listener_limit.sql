select value from sec.settings where name = 'listener_limit'
