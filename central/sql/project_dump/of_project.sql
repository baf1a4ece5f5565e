t.project_id = {project}
