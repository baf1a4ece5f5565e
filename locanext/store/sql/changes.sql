-- name: since
with feed as (
  select seq, ord, version, kind, target, state, locked, author, at, old_state from loc.changes
  where file_id = %(file_id)s and seq > %(seq)s order by seq, ord limit %(limit)s
), names as (
  select id, display_name from loc.names_v1((select array_agg(distinct author) from feed))
)
select f.seq, f.ord, f.version, f.kind, f.target, f.state, f.locked, coalesce(n.display_name, ''), f.at, f.old_state
from feed f left join names n on n.id = f.author order by f.seq, f.ord

-- name: of_segment
with feed as (
  select seq, ord, version, kind, target, state, locked, author, at, old_state from loc.changes
  where file_id = %(file_id)s and ord = %(ord)s order by seq desc limit %(limit)s
), names as (
  select id, display_name from loc.names_v1((select array_agg(distinct author) from feed))
)
select f.seq, f.ord, f.version, f.kind, f.target, f.state, f.locked, coalesce(n.display_name, ''), f.at, f.old_state
from feed f left join names n on n.id = f.author order by f.seq desc

-- name: seq
select seq from loc.file_counters where file_id = %(file_id)s
