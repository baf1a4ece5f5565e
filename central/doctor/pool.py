"""PgBouncer: its version, its two aliases, and that a message comes through it from one end to the other."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from central import accounts, bouncer
from central.doctor import FAILURE, OK, WARNING, Answer, Patient, check
from central.statements import statement

OLDEST, ADVISED = (1, 18), (1, 25)
HEARD_SECONDS = 5.0
RESERVED = 15
"""Connections that must be left for administration, backups and standbys."""


@check("PgBouncer's version", site=True, standby=True)
def bouncer_version(patient: Patient) -> Answer:
    found = bouncer.version()
    text = f"PgBouncer {'.'.join(map(str, found))}"
    if found < OLDEST:
        return FAILURE, text, "1.18 or newer is needed"
    if found < ADVISED:
        return WARNING, text, "1.25 or newer has security fixes"
    return OK, text


@check("The two aliases", site=True)
def aliases(patient: Patient) -> Answer:
    site = patient.own
    modes = {row["name"]: row["pool_mode"] for row in bouncer.show(site, "databases")}
    work, listening = modes.get(site.dbname, "missing"), modes.get(f"{site.dbname}_listen", "missing")
    if work not in (None, "", "transaction") or listening != "session":
        text = f"{site.dbname}: {work or 'transaction'}, {site.dbname}_listen: {listening}"
        return FAILURE, text, "they must be transaction and session: locanext-central init"
    return OK, "transaction for work, session for listening"


@check("A message is heard", site=True)
def heard(patient: Patient) -> Answer:
    """By somebody who logs in as people do, and exists for this moment only."""
    with _visitor(patient) as visitor:
        waited = _hear(patient, visitor)
    if waited is None:
        return FAILURE, "nothing is heard by LISTEN through PgBouncer", "see the two aliases"
    return OK, f"after {waited.total_seconds() * 1000:.1f} ms, by a person's login through PgBouncer"


def _hear(patient: Patient, visitor: dict[str, str]) -> timedelta | None:
    """How long a message took from one alias to the other; None: it was not heard."""
    channel = f"loc_doctor_{secrets.token_hex(8)}"
    listen = sql.SQL(statement("doctor/listen").decode()).format(channel=sql.Identifier(channel))
    with _through(patient, visitor, "_listen") as listening, _through(patient, visitor, "") as work:
        listening.execute(listen)
        work.execute(statement("doctor/login_ok"))
        started = datetime.now(UTC)
        work.execute(statement("doctor/notify"), {"channel": channel})
        # All of it: a generator that is left halfway keeps the connection to itself.
        came = list(listening.notifies(timeout=HEARD_SECONDS, stop_after=1))
        return datetime.now(UTC) - started if came else None


@check("Plain connections are refused", site=True)
def plain(patient: Patient) -> Answer:
    try:
        psycopg.connect(**bouncer.parameters(patient.own, patient.own.dbname) | {"sslmode": "disable"}).close()
    except psycopg.OperationalError as error:
        if "SSL required" not in str(error) and "TLS" not in str(error):
            raise
        return OK, "TLS is demanded"
    return FAILURE, "texts can be read on the network", "client_tls_sslmode = require: locanext-central init"


@check("Limits of connections", site=True)
def limits(patient: Patient) -> Answer:
    site = patient.own
    config = {row["key"]: row["value"] for row in bouncer.show(site, "config")}
    of_database = {row["name"]: int(row["max_connections"]) for row in bouncer.show(site, "databases")}
    work, listening = int(config["max_db_connections"]), of_database.get(f"{site.dbname}_listen", 0)
    [[_, most, *_]] = patient.ask("activity")
    [[limit]] = patient.ask("listener_limit")
    text = f"{config['max_client_conn']} from clients, {work} for work, {listening} for listening, {most} in PostgreSQL"
    if not work or not listening or work + listening + RESERVED > most:
        return FAILURE, f"{text}: PostgreSQL would refuse some", "locanext-central init"
    if limit > listening:
        advice = "init with a larger --listeners, or a smaller setting listener_limit"
        return WARNING, f"{text}; clients believe that {limit} can listen", advice
    return OK, f"{text}; {limit} clients may listen, the others ask"


@check("Waiting in PgBouncer", site=True)
def waiting(patient: Patient) -> Answer:
    pools = bouncer.show(patient.own, "pools")
    longest = max((int(row["maxwait"]) for row in pools), default=0)
    count = sum(int(row["cl_waiting"]) for row in pools)
    if longest > 1 or count > 10:
        return WARNING, f"{count} clients wait, one for {longest} s", "init with a larger --work; see pg_stat_activity"
    return OK, "nobody waits"


@contextmanager
def _visitor(patient: Patient) -> Iterator[dict[str, str]]:
    """A person without any right, removed at the end; one that was left behind cannot log in after a minute."""
    for login in patient.names("left_visitors"):
        _remove(patient, login)
    login, password = f"loc_doctor_{secrets.token_hex(6)}", accounts.generate_password()
    until = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    verifier = accounts.verifier(patient.conn, login, password, accounts.GENERATED_ITERATIONS)
    _fill(patient, "visitor", login=sql.Identifier(login), verifier=sql.Literal(verifier), until=sql.Literal(until))
    try:
        yield {"user": login, "password": password}
    finally:
        _remove(patient, login)


def _remove(patient: Patient, login: str) -> None:
    _fill(patient, "remove_visitor", login=sql.Identifier(login))
    patient.conn.execute(statement("doctor/forget_tries"), {"login": login})


def _fill(patient: Patient, name: str, **values: sql.Composable) -> None:
    patient.conn.execute(sql.SQL(statement(f"doctor/{name}").decode()).format(**values))


def _through(patient: Patient, visitor: dict[str, str], alias: str) -> psycopg.Connection[Any]:
    parameters = bouncer.parameters(patient.own, patient.own.dbname + alias)
    return psycopg.connect(**parameters | visitor, autocommit=True)
