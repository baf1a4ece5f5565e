select sec.note_audit('project loaded', %(name)s)
