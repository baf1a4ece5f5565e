-- name: page
with page as (
  select ord, string_id, source, target, state, note, version, locked, author, edited_at from loc.segments
  where file_id = %(file_id)s and ord >= %(first)s and ord < %(first)s::int + %(count)s
), names as (
  select id, display_name from loc.names_v1((select array_agg(distinct author) from page where author is not null))
)
select p.ord, p.string_id, p.source, p.target, p.state, p.note, p.version, p.locked, coalesce(n.display_name, ''), p.edited_at
from page p left join names n on n.id = p.author order by p.ord

-- name: chosen
with page as (
  select ord, string_id, source, target, state, note, version, locked, author, edited_at from loc.segments
  where file_id = %(file_id)s and ord = any (%(ords)s)
), names as (
  select id, display_name from loc.names_v1((select array_agg(distinct author) from page where author is not null))
)
select p.ord, p.string_id, p.source, p.target, p.state, p.note, p.version, p.locked, coalesce(n.display_name, ''), p.edited_at
from page p left join names n on n.id = p.author order by p.ord

-- name: filter
select ord from loc.filter_segments_v1(%(file_id)s, %(needle)s, %(field)s, %(mode)s, %(states)s)

-- name: claim_next
select loc.claim_next_v1(%(client)s, %(file_id)s, %(after)s, %(among)s::int[])

-- name: next_undone
select ord from loc.segments
where file_id = %(file_id)s and ord > %(after)s and state not in (3, 4) and not locked
  and (%(among)s::int[] is null or ord = any (%(among)s::int[]))
order by ord limit 1

-- name: save
select ord, ok, version, target, state, locked, edited_at, seq
from loc.save_segments_v1(%(file_id)s, %(ords)s, %(versions)s, %(targets)s, %(states)s, %(kind)s)

-- name: superseded
select a.ord from unnest(%(ords)s::int[], %(versions)s::int[], %(targets)s::text[], %(states)s::smallint[]) a (ord, version, target, state)
where exists (
  select from loc.changes c cross join loc.names_v1(array[c.author]) n
  where c.file_id = %(file_id)s and c.ord = a.ord and c.version = a.version + 1 and c.kind <> 'conflict'
    and c.target = a.target and c.state = a.state and n.login = session_user)

-- name: edited
select ord, target from loc.segments where file_id = %(file_id)s and version > 1 order by ord
