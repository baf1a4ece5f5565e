"""What has become of every text of `chaos`: the clients' own records held against the database and the journals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench._central import Central
from tests.bench._chaos_clients import Client

Text = tuple[int, str]
"""(file, text): texts are typed once."""

YOUNG_SECONDS = 1.0
"""A text that was typed so shortly before its program was killed may not have been on the disk yet, and on no screen as
saved. The record of this measurement is older: it is written first."""

_STALE = """
select count(*) from loc.segments s left join lateral (
  select c.target, c.state, c.version from loc.changes c
  where c.file_id = s.file_id and c.ord = s.ord and c.kind <> 'conflict' order by c.seq desc limit 1) newest on true
where s.file_id = any (%(files)s) and case when newest is null then s.version <> 1
  else (s.target, s.state, s.version) is distinct from (newest.target, newest.state, newest.version) end"""
_GAPS = """
select coalesce(sum(k.seq - (select count(distinct c.seq) from loc.changes c
                             where c.file_id = k.file_id and c.seq between 1 and k.seq)), 0)
from loc.file_counters k where k.file_id = any (%(files)s)"""
_VERSIONS = """
select count(*) from (
  select from loc.changes c where c.file_id = any (%(files)s) and c.ord >= 0 and c.kind <> 'conflict'
  group by c.file_id, c.ord having count(*) <> count(distinct c.version) or max(c.version) <> count(*) + 1) wrong"""


@dataclass(frozen=True)
class Verdict:
    """`lost`: how often what must not be, by name; 0 expected. `counts`: what happened. `examples`: of what is lost."""

    lost: dict[str, int]
    counts: dict[str, float]
    examples: dict[str, list[Any]]


def judge(server: Central, files: Sequence[int], clients: Sequence[Client]) -> Verdict:
    """After all clients have ended."""
    typed = {(file, text): at for client in clients for at, file, _ord, text in client.typed()}
    with server.made.admin() as conn:
        values = {"files": list(files)}
        query = "select file_id, kind, target from loc.changes where file_id = any (%(files)s) and ord >= 0"
        history = [((file, text), kind) for file, kind, text in conn.execute(query, values)]
        stale, gaps, versions = (
            int(conn.execute(one, values).fetchone()[0])  # type: ignore[index]
            for one in (_STALE, _GAPS, _VERSIONS)
        )
    kept = {text for text, _kind in history}
    applied = Counter(text for text, kind in history if kind != "conflict")
    untold = sorted(set(_told(clients, "saved", "lost")) - kept)
    left = [text for client in clients for text in client.left()]
    gone, young = _gone(clients, kept | set(left))
    typed_in = {text for text, kind in history if kind == "typed"}
    asked = sorted(typed_in.intersection(_told(clients, "lost")))
    twice = sorted(text for text in typed if applied[text] > 1)
    different = [(client.home.name, *line) for client in clients for line in client.told("compared") if line[1]]
    lost = {
        "texts told as saved, not in the history": len(untold),
        "texts typed, neither in history nor journal": len(gone),
        "clients whose screen is not the database": sum(client.told("compared")[-1:][0][1] != {} for client in clients),
        "segments that are not their newest change": stale,
        "gaps in the order of changes": gaps,
        "segments with wrong versions": versions,
        "texts applied twice": len(twice),
        "conflicts about texts that had been saved": len(asked),
        "programs that ended by themselves": sum(len(client.codes) for client in clients),
        "errors that nobody expected": sum(kind == "UnexpectedError" for kind, _ in _failures(clients)),
    }
    counts = {
        "texts typed": len(typed),
        "saved": len(_told(clients, "saved")),
        "met another": len(_told(clients, "lost")),
        "conflicts decided": sum(len(client.told("decided")) for client in clients),
        "changes in the history": len(history),
        "lost answers that only the history knew": len(
            typed_in & {text for text, kind in history if kind == "conflict"}
        ),
        "texts refused, which wait in a journal": len(left),
        "texts typed in the second of a kill, gone": len(young),
        "so long before it at most, s": max((left for left, _text in young), default=0.0),
        **_links(clients),
    }
    examples = {"told": untold, "typed": gone, "young": young, "twice": twice, "asked": asked, "different": different}
    return Verdict(lost, counts, examples | {"failures": Counter(_failures(clients)).most_common(8)})


def _told(clients: Sequence[Client], *kinds: str) -> list[Text]:
    return [(line[0], line[2]) for client in clients for kind in kinds for line in client.told(kind)]


def _failures(clients: Sequence[Client]) -> list[tuple[str, str]]:
    return [(kind, text) for client in clients for kind, text in client.told("failed")]


def _gone(clients: Sequence[Client], safe: set[Text]) -> tuple[list[Any], list[Any]]:
    """(when, text) of what is nowhere, and seconds of life and text of what was typed when its program was killed."""
    gone: list[Any] = []
    young: list[Any] = []
    for client in clients:
        for at, file, _ord, text in client.typed():
            if (file, text) not in safe:
                left = min((kill - at for kill in client.kills if kill >= at), default=YOUNG_SECONDS)
                (young if left < YOUNG_SECONDS else gone).append((round(left, 3), text))
    return gone, young


def _links(clients: Sequence[Client]) -> dict[str, float]:
    """How often a link came back, and how long one was away at most; each program's life for itself."""
    reconnects, longest = 0, 0.0
    for client in clients:
        down = None
        for up, at in client.told("link"):
            if up and down is not None:
                reconnects += 1
                longest = max(longest, at - down)
            down = None if up else down or at
    return {"reconnects": reconnects, "longest time without a link, s": round(longest, 1)}
