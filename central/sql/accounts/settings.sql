select name, value from sec.settings order by name
