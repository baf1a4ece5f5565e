(select i.id from dump_ids i where i.kind = {kind} and i.name = s.{column})
