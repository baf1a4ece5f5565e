select sec.grant_project_v1(%(login)s, %(project)s, %(capability)s, %(languages)s)
