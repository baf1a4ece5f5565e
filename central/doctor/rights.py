"""Rights: that the database refuses what the program would refuse, whoever asks."""

import re

from central.doctor import FAILURE, OK, Answer, Patient, check, listed
from central.statements import SCHEMA

AGAIN = "locanext-central init sets this right"


@check("What members are given")
def granted(patient: Patient) -> Answer:
    """Exactly what the schema's list says."""
    wanted = _listed_rights()
    found = {(str(name), str(right)) for name, right in patient.ask("granted")}
    more = sorted(f"{right} on {name}" for name, right in found - wanted)
    less = sorted(f"{right} on {name}" for name, right in wanted - found)
    if more:
        return FAILURE, f"members have more than they should: {listed(more)}", "revoke it; who gave it, and why?"
    if less:
        return FAILURE, f"members lack: {listed(less)}", "grant it, or restore from a backup"
    return OK, f"{len(found)} rights, as the schema says"


@check("What everybody is given")
def public(patient: Patient) -> Answer:
    found = [f"{right} on {name}" for name, right in patient.ask("public")]
    return (FAILURE, f"PUBLIC has {listed(found)}", AGAIN) if found else (OK, "nothing")


@check("Policies")
def policies(patient: Patient) -> Answer:
    tables, functions = patient.names("open_tables"), patient.names("open_functions")
    if tables:
        return FAILURE, f"all rows can be read of {listed(tables)}", "enable row level security, and its policy, again"
    if functions:
        return FAILURE, f"search_path is the caller's in {listed(functions)}", "set its search_path: alter function …"
    return OK, "on every table that members read"


@check("Leakproof comparisons")
def leakproof(patient: Patient) -> Answer:
    found = patient.names("leakproof")
    if found:
        return FAILURE, f"texts can be guessed by {listed(found)}", AGAIN
    return OK, "none of texts"


@check("Powers of roles")
def powers(patient: Patient) -> Answer:
    found = [f"{role} ({power})" for role, power in patient.ask("powers") if power]
    others = patient.names("asks_for_verifiers")
    if found:
        return FAILURE, f"too powerful: {listed(found)}", "take it away: alter role … or revoke …"
    if others:
        return FAILURE, f"verifiers of passwords can be read by {listed(others)}", AGAIN
    return OK, "as they should be"


def _listed_rights() -> set[tuple[str, str]]:
    """What the schema's file of rights grants to members."""
    [path] = SCHEMA.glob("*_rights.sql")
    rights = set()
    for right, names in re.findall(
        r"grant (select|execute) on\b(.*?)\bto loc_member;", path.read_text("utf-8"), re.DOTALL
    ):
        rights |= {(name, right.upper()) for name in re.findall(r"\b(?:loc|sec)\.\w+", names)}
    return rights
