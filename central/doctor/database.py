"""The database: versions, sessions, the way of its log."""

from central import migrate, runtime
from central.doctor import FAILURE, OK, WARNING, Answer, Patient, check
from central.provision import OLDEST_SERVER

LONG_TRANSACTION = 600
FULL, QUEUE = 0.9, 0.01
LAG_BYTES, LAG_SECONDS, CLOCKS = 256 << 20, 60, 15
"""A standby answers each 10 seconds, so clocks that differ by less cannot be told from waiting."""


@check("PostgreSQL's version", standby=True)
def server_version(patient: Patient) -> Answer:
    [[version]] = patient.ask("server_version")
    text = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < OLDEST_SERVER:
        return FAILURE, text, "PostgreSQL 16 or newer is needed"
    if patient.site and divmod(version, 10000) != runtime.version_of(patient.site.programs):
        return WARNING, f"{text} runs; its programs are newer", "locanext-central restart"
    return OK, text


@check("The schema's version", standby=True)
def schema_version(patient: Patient) -> Answer:
    found, latest = migrate.version(patient.conn), migrate.latest()
    if found == latest:
        return OK, f"version {found}"
    if found > latest:
        return FAILURE, f"version {found}; this program knows {latest}", "update this program"
    return FAILURE, f"version {found} of {latest}", "locanext-central migrate"


@check("Sessions", standby=True)
def sessions(patient: Patient) -> Answer:
    [[count, limit, idle, oldest, queue]] = patient.ask("activity")
    if queue > QUEUE:
        return WARNING, f"the notification queue is {queue:.0%} full", "end the session that listens in a transaction"
    if idle:
        return WARNING, f"{idle} sessions sleep in a transaction", "idle_in_transaction_session_timeout should be 60s"
    if oldest > LONG_TRANSACTION:
        return WARNING, f"a transaction has been open for {oldest // 60} minutes", "see pg_stat_activity"
    if count > FULL * limit:
        return WARNING, f"{count} of {limit} connections are in use", "init with a larger --work or --listeners"
    return OK, f"{count} of {limit} connections in use, none asleep in a transaction"


@check("Translation memories")
def memories(patient: Patient) -> Answer:
    """A save never fails for a memory's sake, so it is here that one is heard of that cannot take what is confirmed."""
    [[refused, error, waiting]] = patient.ask("memories")
    if refused:
        text = f"{refused} confirmed segments could not go into theirs ({error})"
        return WARNING, text, "set the cause right, then: update sec.tm_waiting set error = ''"
    return OK, f"{waiting} confirmed segments wait for one in use" if waiting else "hold all that is confirmed"


@check("The archive of the log", site=True)
def archive(patient: Patient) -> Answer:
    [[mode, archived, failed, name, failing]] = patient.ask("archiver")
    if mode == "off":
        return WARNING, "the log is not archived: what came after a backup cannot be restored", "archive_mode = on"
    if failing:
        return (
            FAILURE,
            f"{name} cannot be archived ({failed} tries)",
            f"see {patient.own.log}; is the disk full?",
        )
    return OK, f"{archived} pieces archived"


@check("The standby", site=True)
def replication(patient: Patient) -> Answer:
    found = patient.ask("standbys")
    streaming = [row for row in found if row[2] == "streaming"]
    if patient.own.synchronous and not any(row[3] == "sync" for row in streaming):
        advice = "bring the standby back, or `init --no-synchronous` until it is"
        return FAILURE, "saves wait for a standby, and none follows", advice
    lost = [str(name) for name, _, status, _ in patient.ask("slots") if status in ("lost", "unreserved")]
    if lost:
        return FAILURE, f"the standby of {', '.join(lost)} was away for too long", "make it anew: init --standby-of"
    if patient.own.standbys and not streaming:
        kept = max((size for *_, size in patient.ask("slots")), default=0)
        return WARNING, f"no standby follows; {kept >> 20} MB of log are kept for it", "start it, and look at its log"
    behind = max((row[4] for row in streaming), default=0)
    if behind > LAG_BYTES:
        return WARNING, f"a standby is {behind >> 20} MB behind", "is its machine or the network too slow?"
    return OK, f"{len(streaming)} follow, {behind >> 10} kB behind" if streaming else "there is none"


@check("Clocks", site=True)
def clocks(patient: Patient) -> Answer:
    [[seconds]] = patient.ask("clocks")
    if seconds > CLOCKS:
        return WARNING, f"the standby's clock differs by up to {seconds:.0f} s", "let both follow NTP"
    return OK, "no difference to a standby's"


@check("Following the primary", site=True, standby=True)
def following(patient: Patient) -> Answer:
    if not patient.standby:
        return OK, "this is the primary"
    [[status, lag, clock]] = patient.ask("receiver")
    if status != "streaming":
        return (
            FAILURE,
            f"the primary is not reached ({status})",
            f"see {patient.own.log}; if it is lost: promote",
        )
    if abs(clock) > CLOCKS:
        return WARNING, f"the primary's clock differs by {clock:.0f} s", "let both follow NTP"
    if lag > LAG_SECONDS:
        return WARNING, f"{lag:.0f} s behind", "is this machine or the network too slow?"
    return OK, f"follows, {lag:.1f} s behind"
