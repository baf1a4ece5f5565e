-- Whether the log is summarized from a place on without a gap.
with summaries as (select start_lsn, end_lsn from pg_available_wal_summaries() where end_lsn > %(start)s::pg_lsn)
select coalesce((select min(start_lsn) from summaries) <= %(start)s::pg_lsn,
    (select summarized_lsn <= %(start)s::pg_lsn from pg_get_wal_summarizer_state()))
  and not exists (
    select from summaries s where s.start_lsn > %(start)s::pg_lsn
      and not exists (select from summaries before where before.end_lsn = s.start_lsn))
