-- name: begin
select file_id, staging
from loc.begin_upload_v1(%(project_id)s, %(folder_id)s, %(name)s, %(format)s, %(language)s, %(layout)s)

-- name: copy
copy {staging} (ord, string_id, source, target, state, note) from stdin (format binary)

-- name: take
select loc.upload_segments_v1(%(file_id)s)

-- name: chunk
select loc.upload_chunk_v1(%(file_id)s, %(number)s, %(data)s)

-- name: finish
select loc.finish_upload_v1(%(file_id)s, %(size)s, %(sha256)s)

-- name: chunk_of
select data from loc.file_chunks where file_id = %(file_id)s and number = %(number)s
