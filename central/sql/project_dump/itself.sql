t.id = {project}
