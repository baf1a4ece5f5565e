null::text as {column}
