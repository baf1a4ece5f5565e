(select n.name from dump_names n where n.kind = {kind} and n.id = t.{column}) as {column}
