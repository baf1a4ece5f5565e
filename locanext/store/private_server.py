"""The PostgreSQL that belongs to one home folder: started on first use, shared by all programs of that home.

Its guard (`server_guard`) starts and stops the process; here it is set up, updated and joined. Who reaches the port
needs a password: other users of this computer are kept out as the network is.
"""

import getpass
import logging
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import psycopg
from filelock import FileLock, Timeout
from psycopg import pq
from psycopg.conninfo import make_conninfo

from central import accounts, migrate
from central.errors import CentralError
from central.provision import provision
from central.runtime import Runtime, locate
from central.statements import MIGRATIONS, statement
from locanext.domain.errors import ServerProblem
from locanext.store import server_secrets
from locanext.store.connect import ConnectInfo
from locanext.store.server_guard import Place
from locanext.store.server_secrets import Secrets

log = logging.getLogger(__name__)

DBNAME = "locanext"
SUPERUSER = "loc_super"
MAJOR = "18"
JOIN_TIMEOUT = 120
"""Seconds to wait for another program that is setting the server up."""
START_TIMEOUT = 20
"""Seconds without any sign of life of a server that was started; one that recovers from a crash gives such signs."""
END_TIMEOUT = 60
"""Seconds in which a server that nobody uses has ended."""
BACKUPS_KEPT = 5
PAUSE = 0.01

_joined: dict[Path, "PrivateServer"] = {}
_joining = Lock()


@dataclass(frozen=True, slots=True)
class PrivateServer:
    """A server that runs as long as this is not released. `info` is where it is and who we are to it."""

    home: Path
    info: ConnectInfo
    _lock: FileLock = field(repr=False)

    def release(self) -> None:
        """We use it no more. It stops a few seconds after its last user. Also happens when the process ends."""
        with _joining:
            _joined.pop(self.home, None)
            self._lock.release(force=True)


def ensure(home: Path, migrations: Path = MIGRATIONS) -> PrivateServer:
    """The running private server of `home`, set up, started or updated where needed. Raises ServerProblem.

    One a process: asked again it answers with the same one, after a look whether it is well (some 20 ms), and starts it
    again when it is not; its port may then be another.
    """
    home = home.absolute()
    with _joining:
        joined = _joined.get(home)
        if joined and _version(joined.info) == migrate.latest(migrations):
            return joined
        try:
            _joined[home] = _join(Place(home), joined, migrations)
        except (CentralError, psycopg.Error, subprocess.SubprocessError, OSError) as error:
            raise ServerProblem("The private server cannot be used: {detail}", detail=_detail(error)) from error
        return _joined[home]


def remove(home: Path) -> None:
    """Wait until the server of `home`, which every program has released, has ended, and delete it with all its data.

    For homes that were made for one run: the data may lie outside of them. Raises ServerProblem when it goes on.
    """
    place, give_up = Place(home.absolute()), time.monotonic() + END_TIMEOUT
    while place.is_guarded():
        if time.monotonic() > give_up:
            raise ServerProblem("The private server in {folder} does not end.", folder=place.folder)
        time.sleep(PAUSE)
    shutil.rmtree(locate(home).data.parent)


def _join(place: Place, joined: PrivateServer | None, migrations: Path) -> PrivateServer:
    place.make()
    try:
        with place.start_lock().acquire(timeout=JOIN_TIMEOUT):
            lock = joined._lock if joined else place.new_user_lock()
            if not lock.is_locked:
                lock.acquire()
            try:
                info = _start(place, migrations)
            except BaseException:
                lock.release(force=True)
                _joined.pop(place.home, None)
                raise
            return PrivateServer(place.home, info, lock)
    except Timeout as error:
        raise ServerProblem("Another program has been setting up the private server for too long.") from error


def _start(place: Place, migrations: Path) -> ConnectInfo:
    """With the start lock held: whatever is missing between nothing at all and a server that is up to date."""
    runtime = locate(place.home)
    secrets = _make_cluster(place, runtime)
    _wait_until_it_answers(place)
    info = ConnectInfo("127.0.0.1", place.port(), DBNAME, secrets.login, secrets.password, sslmode="disable")
    found, wanted = _version(info), migrate.latest(migrations)
    if found != wanted:
        if found is not None and found < wanted:
            _back_up(place, runtime, secrets)
        _set_up(info, secrets, migrations)
        found = _version(info)
    if found != wanted:
        raise ServerProblem("The private server does not accept the account {login}.", login=secrets.login)
    return info


def _make_cluster(place: Place, runtime: Runtime) -> Secrets:
    """Make the data folder when there is none; its passwords."""
    secrets = server_secrets.load(place.folder)
    stamp = runtime.data / "PG_VERSION"
    if stamp.exists() and secrets is None and not place.port():
        # The home was deleted and made anew; its data lay elsewhere (see `locate`) and nobody can open it any more.
        runtime.data.rename(runtime.data.with_name(f"data.of-deleted-home.{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"))
    if not stamp.exists():
        if secrets is None:
            secrets = Secrets(accounts.generate_password(), _login_of_this_person(), accounts.generate_password())
            server_secrets.save(place.folder, secrets)
        runtime.initialize(SUPERUSER, secrets.superuser_password)
        return secrets
    major = stamp.read_text("ascii").strip()
    if major != MAJOR:
        raise ServerProblem(
            "The private server's data in {folder} is of PostgreSQL {found}; this program has PostgreSQL {ours}.",
            folder=runtime.data,
            found=major,
            ours=MAJOR,
        )
    if secrets is None:
        raise ServerProblem("The passwords of the private server in {folder} are gone.", folder=place.folder)
    return secrets


def _wait_until_it_answers(place: Place) -> None:
    if not place.is_guarded():
        _spawn_guard(place)
    give_up = time.monotonic() + START_TIMEOUT
    while (sign := _ping(place.port())) != pq.Ping.OK:
        if sign == pq.Ping.REJECT:  # it starts, or recovers what a crash left in its log
            give_up = time.monotonic() + START_TIMEOUT
        if time.monotonic() > give_up or not place.is_guarded():
            raise ServerProblem("PostgreSQL did not start. Its log ends so:\n{log}", log=_end_of(place.log))
        time.sleep(PAUSE)


def _spawn_guard(place: Place) -> None:
    """Start the guard, on its own: it outlives this program. Returns when it is in place or has given up."""
    command = [sys.executable, "--guard-server", str(place.home)]
    env = dict(os.environ)
    if not getattr(sys, "frozen", False):
        command[1:2] = ["-P", "-m", "locanext.store.server_guard"]
        source = str(Path(__file__).parents[2])
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (source, env.get("PYTHONPATH"))))
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    with (place.folder / "guard.err").open("wb") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=place.folder,
            env=env,
            creationflags=flags,
        )
    if os.name != "nt":
        process.wait(START_TIMEOUT)  # it has gone to the background
    while process.poll() is None and not place.is_guarded():
        time.sleep(PAUSE)


def _ping(port: int) -> pq.Ping:
    if not port:
        return pq.Ping.NO_RESPONSE
    return pq.Ping(pq.PGconn.ping(make_conninfo(host="127.0.0.1", port=port, connect_timeout=2).encode()))


def _version(info: ConnectInfo) -> int | None:
    """The version of the database, asked as the person; None when they cannot get in, for whatever reason."""
    try:
        with psycopg.connect(_conninfo(info)) as conn:
            row = conn.execute(statement("provision/version_as_person")).fetchone()
    except psycopg.Error as error:
        log.info("The private server does not answer: %s", error)
        return None
    return int(row[0]) if row else None


def _set_up(info: ConnectInfo, secrets: Secrets, migrations: Path) -> None:
    admin = replace(info, user=SUPERUSER, password=secrets.superuser_password, dbname="postgres")
    done = provision(_conninfo(admin), info.dbname, migrations=migrations)
    log.info("The private server's database is of version %s.", done.version)
    person = accounts.NewPerson(secrets.login, getpass.getuser(), "admin")
    with accounts.connect(_conninfo(replace(admin, dbname=info.dbname))) as conn:
        cheap = accounts.GENERATED_ITERATIONS
        if not accounts.create_person(conn, person, secrets.password, cheap):
            accounts.set_password(conn, secrets.login, secrets.password, cheap)
            # One that somebody else has set would have to be changed before anything is shown: so they set it, too.
            with accounts.connect(_conninfo(info)) as own:
                accounts.set_password(own, secrets.login, secrets.password, cheap)


def _back_up(place: Place, runtime: Runtime, secrets: Secrets) -> None:
    """Before an update. By ourselves and not by the service user: it goes into our folder."""
    folder = place.folder / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.dump"
    where = ["--host=127.0.0.1", f"--port={place.port()}", f"--username={SUPERUSER}", f"--dbname={DBNAME}"]
    arguments = [*where, "--no-password", "--format=custom", f"--file={target}"]
    replace(runtime, user=None).run("pg_dump", *arguments, env={"PGPASSWORD": secrets.superuser_password})
    for old in sorted(folder.glob("*.dump"))[:-BACKUPS_KEPT]:
        old.unlink()


def _login_of_this_person() -> str:
    """The name under which this computer knows them, made fit for a login."""
    name = re.sub(r"[^a-z0-9_.-]+", "_", getpass.getuser().lower())[:63]
    reserved = name in ("none", "public") or name.startswith(("pg_", "loc_"))
    return name if re.match("[a-z]", name) and not reserved else "me"


def _conninfo(info: ConnectInfo) -> str:
    # require_auth: whoever may have got hold of the port can not ask for the password itself.
    return make_conninfo(
        host=info.host,
        port=info.port,
        dbname=info.dbname,
        user=info.user,
        password=info.password,
        sslmode=info.sslmode,
        require_auth="scram-sha-256",
        connect_timeout=5,
    )


def _end_of(path: Path) -> str:
    with suppress(OSError):
        return "\n".join(path.read_text("utf-8", "replace").splitlines()[-5:])
    return ""


def _detail(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"{Path(error.cmd[0]).name}: {bytes(error.stderr or b'').decode('utf-8', 'replace').strip()}"
    return str(error).strip()
