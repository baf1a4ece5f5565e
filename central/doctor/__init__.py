"""Looks at a server and says what is well and what is not, with what to do about it. Changes nothing.

A check is a function with `@check`, in one of the modules of this folder; they are found by themselves.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pkgutil import iter_modules
from subprocess import SubprocessError
from typing import Any

import psycopg

from central.errors import CentralError
from central.migrate import Connection
from central.site import Site
from central.statements import statement

OK, WARNING, FAILURE = "ok", "warning", "failure"
CODES = {OK: 0, WARNING: 1, FAILURE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice`: what to do; empty when all is well."""

    check: str
    state: str
    text: str
    advice: str = ""

    def values(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Patient:
    """The server. `conn`: a superuser's, to LocaNext's database. `site` None: a PostgreSQL of somebody else."""

    conn: Connection
    standby: bool
    site: Site | None = None

    @property
    def own(self) -> Site:
        """The site, in a check that is only for one."""
        assert self.site is not None
        return self.site

    def ask(self, name: str, **values: object) -> list[tuple[Any, ...]]:
        """The answer to a statement of `sql/doctor`."""
        return self.conn.execute(statement(f"doctor/{name}"), values or None).fetchall()

    def names(self, name: str) -> list[str]:
        """The first column of an answer."""
        return [str(first) for first, *_ in self.ask(name)]


Answer = tuple[str, str] | tuple[str, str, str]
Check = Callable[[Patient], Answer]


@dataclass(frozen=True, slots=True)
class _Registered:
    title: str
    run: Check
    site: bool
    standby: bool


_checks: list[_Registered] = []


def check(title: str, *, site: bool = False, standby: bool = False) -> Callable[[Check], Check]:
    """Register a check. `site`: only for a server that we have set up; `standby`: on a standby, too.

    It answers (state, text) or (state, text, advice); an error that it raises is a failure.
    """

    def register(function: Check) -> Check:
        _checks.append(_Registered(title, function, site, standby))
        return function

    return register


def examine(conninfo: str, site: Site | None) -> Iterator[Finding]:
    """Every check that fits this server. The first failure is enough when PostgreSQL does not answer."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    try:
        conn = psycopg.connect(conninfo, autocommit=True)
    except psycopg.OperationalError as error:
        advice = "locanext-central start" if site else "start it, and look at its log"
        yield Finding("PostgreSQL answers", FAILURE, str(error).strip(), advice)
        return
    with conn:
        conn.execute(statement("doctor/patience"))
        [[standby]] = conn.execute(statement("doctor/recovering")).fetchall()
        patient = Patient(conn, bool(standby), site)
        for one in _checks:
            if (site or not one.site) and (one.standby or not patient.standby):
                yield _run(one, patient)


def worst(findings: list[Finding]) -> int:
    """The exit code: 0 all is well, 1 there are warnings, 2 there are failures."""
    return max((CODES[finding.state] for finding in findings), default=0)


def listed(names: list[str], most: int = 6) -> str:
    """Names as the end of a sentence."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")


def _run(one: _Registered, patient: Patient) -> Finding:
    try:
        return Finding(one.title, *one.run(patient))
    except (CentralError, psycopg.Error, OSError, SubprocessError) as error:
        return Finding(one.title, FAILURE, str(error).strip().split(os.linesep, 1)[0])
