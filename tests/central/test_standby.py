"""A second server that copies the first, and the loss of the first in the middle of work."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest

from central import accounts, doctor, services
from locanext.domain.change import ChangeKind
from locanext.domain.errors import LinkDown
from locanext.domain.state import State
from locanext.store import segments
from locanext.store.connect import ConnectInfo, Store
from tests.central.installations import Installation, installation
from tests.servers import postmaster

WRITERS = 4
PRIMARY, STANDBY = "127.0.0.1", "127.0.0.2"


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


@dataclass
class Pair:
    primary: Installation
    standby: Installation

    def secret(self) -> str:
        return self.primary.did("standby-password").strip()

    def follow(self, secret: str, *arguments: str) -> str:
        of = ["--standby-of", f"{PRIMARY}:{self.primary.server_port}", "--without-tls"]
        return self.standby.init("--listen-addr", STANDBY, *of, *arguments, stdin=secret + "\n")

    def standbys(self) -> list[tuple[str, str]]:
        with self.primary.admin() as conn:
            return conn.execute("select state, sync_state from pg_stat_replication").fetchall()


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A primary that lets a standby come, on the same port of another address; the standby is still empty."""
    with installation() as primary, installation() as standby:
        standby.port = primary.port
        primary.init("--host", PRIMARY, "--standby-from", "127.0.0.1/32", "--work", "20", "--listeners", "35")
        yield Pair(primary, standby)


def test_a_standby_follows_and_keeps_clients_away(pair: Pair) -> None:
    with pair.primary.admin() as conn:
        accounts.create_person(conn, accounts.NewPerson("kim", "Kim"), "a password")
    said = pair.follow(pair.secret())
    assert "copy the data of" in said
    assert pair.standby.site.max_connections >= pair.primary.site.max_connections
    wait_until(lambda: pair.standbys() == [("streaming", "async")])
    with pair.standby.admin() as conn:
        assert conn.execute("select pg_is_in_recovery(), login from sec.people").fetchall() == [(True, "kim")]
    assert not services.bouncer_pid(pair.standby.site)
    assert (examined(pair.primary)["The standby"], examined(pair.standby)["Following the primary"]) == ("ok", "ok")
    assert '"standby"' in pair.standby.did("status", "--json")
    assert "nothing was changed" in pair.standby.init("--listen-addr", STANDBY)
    assert "Nothing to do." in pair.standby.did("start")


def examined(server: Installation) -> dict[str, str]:
    return {one.check: one.state for one in doctor.examine(server.site.superuser("locanext"), server.site)}


def test_a_standby_that_is_lost_is_noticed(pair: Pair) -> None:
    pair.follow(pair.secret())
    wait_until(lambda: pair.standbys() == [("streaming", "async")])
    pair.primary.did("init", "--synchronous")
    wait_until(lambda: examined(pair.primary)["The standby"] == "ok")
    pair.standby.did("stop")
    wait_until(lambda: examined(pair.primary)["The standby"] == "failure")
    assert examined(pair.primary)["A message is heard"] == "failure"  # even a login waits
    pair.primary.did("init", "--no-synchronous")
    wait_until(lambda: examined(pair.primary)["The standby"] == "warning")
    pair.primary.did("stop")
    pair.standby.did("start")
    assert examined(pair.standby)["Following the primary"] == "failure"


def test_who_may_not_copy_does_not(pair: Pair) -> None:
    secret = pair.secret()
    done = pair.standby.central(
        "init", "--standby-of", f"{PRIMARY}:{pair.primary.server_port}", "--without-tls", stdin="wrong\n"
    )
    assert (done.returncode, "password authentication failed" in done.stderr) == (2, True)
    assert not (pair.standby.home / "site.json").exists()
    # The role copies and nothing else; people and the pool have no way in over the network.
    where = {"host": PRIMARY, "port": pair.primary.server_port, "sslmode": "disable"}
    for login in ("loc_standby", "loc_bouncer", "loc_super"):
        with pytest.raises(psycopg.OperationalError, match="rejects connection"):
            psycopg.connect(**where, dbname="locanext", user=login, password=secret)
    done = pair.standby.central("init", "--standby-of", f"{PRIMARY}:{pair.primary.server_port}", stdin=secret + "\n")
    assert (done.returncode, "without TLS" in done.stderr) == (2, True)


def test_saves_do_not_wait_for_a_standby_that_is_not_there(pair: Pair) -> None:
    done = pair.primary.central("init", "--synchronous")
    assert (done.returncode, "No standby follows" in done.stderr) == (2, True)
    assert not pair.primary.site.synchronous


def test_a_server_with_data_of_its_own_does_not_become_a_standby(pair: Pair) -> None:
    pair.standby.init("--listen-addr", STANDBY)
    of = f"{PRIMARY}:{pair.primary.server_port}"
    done = pair.standby.central("init", "--standby-of", of, "--without-tls", stdin=pair.secret() + "\n")
    assert (done.returncode, "move it away" in done.stderr) == (2, True)


@dataclass
class Writer:
    """Saves one segment again and again by the client's own code, and notes what it was told is saved."""

    store: Store
    file: int
    ord: int
    stop: threading.Event
    told: list[tuple[int, str]] = field(default_factory=list)
    version: int = 0
    broken: list[BaseException] = field(default_factory=list)

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.save(f"{self.ord}-{len(self.told)}-{uuid4()}")
        except BaseException as error:  # a thread's error would be lost
            self.broken.append(error)
            raise

    def save(self, text: str) -> None:
        try:
            with self.store.transaction() as conn:
                edit = segments.Save(self.ord, self.version, text, State.TRANSLATED)
                [saved] = segments.save(conn, self.file, [edit], ChangeKind.TYPED)
        except LinkDown:  # it may have been saved all the same; the next try sees the version
            return
        self.version = saved.version
        if saved.ok:
            self.told.append((saved.version, text))


def make_file(conn: psycopg.Connection) -> int:
    """A project with a file of WRITERS segments, which kim may edit."""
    project = conn.execute("select loc.create_project_v1('Game', '', 'ko')").fetchone()[0]
    accounts.grant(conn, "kim", project, "edit")
    with conn.transaction():
        begin = "select * from loc.begin_upload_v1(%s, null, 'a.txt', 'tabbed_text', 'en', '{}')"
        file, staging = conn.execute(begin, [project]).fetchone()
        columns = "(ord, string_id, source, target, state, note)"
        with conn.cursor().copy(f"copy loc.{staging} {columns} from stdin") as copy:
            for number in range(WRITERS):
                copy.write_row((number, f"ID_{number}", "하나", "", 0, ""))
        conn.execute("select loc.upload_segments_v1(%s)", [file])
        conn.execute("select loc.finish_upload_v1(%s, 0, '')", [file])
    return int(file)


def lose(server: Installation) -> None:
    """Everything of it is killed at once, and its data is gone."""
    processes = [psutil.Process(pid) for pid in (*postmaster(server.site.runtime), services.bouncer_pid(server.site))]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=30)
    shutil.rmtree(server.home / "data")


def test_no_acknowledged_save_is_lost_with_the_primary(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pair.primary.admin() as conn:
        for login, role in (("kim", "translator"), ("boss", "admin")):
            accounts.create_person(conn, accounts.NewPerson(login, login, role), "a long password", 4096)
    certificates = tmp_path / "certificates"
    pair.primary.did("certificate", STANDBY, "--out", str(certificates))
    pair.follow(pair.secret(), "--cert", str(certificates / "server.crt"), "--key", str(certificates / "server.key"))
    wait_until(lambda: pair.standbys() == [("streaming", "async")])
    pair.primary.did("init", "--synchronous")
    wait_until(lambda: pair.standbys() == [("streaming", "sync")])
    monkeypatch.setenv("PGSSLROOTCERT", str(pair.primary.site.tls / "ca.crt"))
    both = ConnectInfo(f"{PRIMARY},{STANDBY}", pair.primary.port, "locanext", "kim", "a long password")
    as_boss = psycopg.connect(**both.parameters() | {"user": "boss"}, autocommit=True)
    with closing(as_boss):
        file = make_file(as_boss)
    stop = threading.Event()
    with ExitStack() as opened:
        stores = [opened.enter_context(closing(Store(lambda: both))) for _ in range(WRITERS)]
        writers = [Writer(store, file, number, stop) for number, store in enumerate(stores)]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        opened.callback(stop.set)
        for thread in threads:
            thread.start()
        wait_until(lambda: min(len(writer.told) for writer in writers) > 20)
        lose(pair.primary)
        before = [len(writer.told) for writer in writers]
        lost_at = time.monotonic()
        assert "take over" in pair.standby.did("promote")
        wait_until(lambda: all(len(w.told) > count + 20 for w, count in zip(writers, before, strict=True)), 60)
        print(f"work went on after {time.monotonic() - lost_at:.1f} s; {sum(before)} acknowledged before the loss")
        stop.set()
        for thread in threads:
            thread.join(30)
    assert [writer.broken for writer in writers] == [[]] * WRITERS
    with pair.standby.admin() as conn:
        query = "select ord, version, target from loc.changes where file_id = %s"
        kept = {(number, version): text for number, version, text in conn.execute(query, [file]).fetchall()}
    told = {(writer.ord, version): text for writer in writers for version, text in writer.told}
    assert {key: text for key, text in told.items() if kept.get(key) != text} == {}
