update stage_projects set name = %(name)s
