-- Confirmed segments that a memory could not take, the reason of the newest, and how many wait for one that is in use.
select count(*) filter (where error <> ''), coalesce((array_agg(error order by id desc) filter (where error <> ''))[1], ''),
  count(*) filter (where error = '')
from sec.tm_waiting
