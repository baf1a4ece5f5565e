"""A client of an older version goes on working while and after the server is migrated.

`old_clients/vN` holds the queries of the client of schema N, as it was released. They are never changed; when the
client changes its own, those that it had are added here. Each client lives a day on a database of its own version, and
the same day on one that was migrated: it must be told the same.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from central import migrate
from central.provision import provision
from central.statements import MIGRATIONS, statement
from tests.central.test_migrate import empty_database
from tests.servers import Cluster, Connection, password

OLD = Path(__file__).parent / "old_clients"
VERSIONS = sorted(int(path.name[1:]) for path in OLD.iterdir())
CLIENT = UUID(int=1)


def queries(version: int) -> dict[str, str]:
    """The named queries of an old client, as noun.name."""
    found = {}
    for path in sorted((OLD / f"v{version}").glob("*.sql")):
        parts = re.split(r"^-- name: (\w+)\n", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
        found |= {f"{path.stem}.{name}": text for name, text in zip(parts[::2], parts[1::2], strict=True)}
    return found


class OldClient:
    """What a program does in a day, by the queries that it has."""

    def __init__(self, version: int, conn: Connection) -> None:
        self.conn, self.version, self._queries, self.used = conn, version, queries(version), set[str]()

    def ask(self, query: str, /, **values: Any) -> list[tuple[Any, ...]]:
        self.used.add(query)
        cursor = self.conn.execute(self._queries[query], values)
        return [self._timeless(row) for row in cursor.fetchall()] if cursor.description else []

    def upload(self, project: int, folder: int, name: str) -> int:
        self.used.add("uploads.copy")
        with self.conn.transaction():
            new = {"project_id": project, "folder_id": folder, "name": name, "format": "tabbed_text"}
            [(file, staging)] = self.ask("uploads.begin", **new, language="en", layout=Jsonb({"encoding": "utf-8"}))
            columns = "(ord, string_id, source, target, state, note)"
            with self.conn.cursor().copy(f"copy loc.{staging} {columns} from stdin") as copy:
                for ord_ in range(3):
                    copy.write_row((ord_, f"ID_{ord_}", f"문 {ord_}", "", 0, ""))
            self.ask("uploads.take", file_id=file)
            self.ask("uploads.chunk", file_id=file, number=0, data=b"bytes")
            self.ask("uploads.finish", file_id=file, size=5, sha256="x")
        return int(file)

    def save(self, file: int, version: int, target: str) -> list[tuple[Any, ...]]:
        values = {"ords": [0], "versions": [version], "targets": [target], "states": [2], "kind": "typed"}
        return self.ask("segments.save", file_id=file, **values)

    @staticmethod
    def _timeless(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple("a time" if hasattr(value, "tzinfo") else value for value in row)


def a_day(client: OldClient) -> list[Any]:
    """All that the client is told; the numbers of what it makes are the same in every new database."""
    ask = client.ask
    told: list[Any] = [ask("people.hello")[0][:5], ask("people.login_ok")]
    if client.version >= 3:
        told += signing_in(client)
    [(project,)] = ask("projects.create_project", name="Game", platform="PC", source_language="ko")
    [(folder,)] = ask("projects.create_folder", project_id=project, parent_id=None, name="Quests")
    file = client.upload(project, folder, "a.txt")
    told += [ask("projects.projects"), ask("projects.folders"), ask("projects.files", id=None, trashed=False)]
    told += [client.save(file, 1, "Door"), client.save(file, 1, "Gate"), client.save(file, 2, "Doors")]
    told += [ask("segments.page", file_id=file, first=0, count=3), ask("segments.chosen", file_id=file, ords=[2])]
    wanted = {"needle": "door", "field": "any", "mode": "contains", "states": None}
    told += [ask("segments.filter", file_id=file, **wanted)]
    told += [ask("segments.next_undone", file_id=file, after=0, among=None), ask("segments.edited", file_id=file)]
    told += [ask("changes.since", file_id=file, seq=0, limit=9), ask("changes.seq", file_id=file)]
    told += [ask("changes.of_segment", file_id=file, ord=0, limit=9)]
    told += [ask("people.be_present", client=CLIENT, file_id=file, ord=1), ask("people.leave", client=CLIENT)]
    told += [ask("uploads.chunk_of", file_id=file, number=0)]
    if client.version >= 3:
        told += [ask("segments.claim_next", client=CLIENT, file_id=file, after=0, among=None)]
        told += [ask("projects.rights", file_id=file), ask("people.news", client=CLIENT, files=[file], busy=True)]
    told += [ask("projects.trash_file", file_id=file, gone=True), ask("projects.trash_file", file_id=file, gone=False)]
    return told


def signing_in(client: OldClient) -> list[Any]:
    """Its session, and its password set anew (to the same one: all databases of the cluster share it)."""
    verifier = client.conn.pgconn.encrypt_password(password("boss").encode(), b"boss", b"scram-sha-256").decode()
    return [
        client.ask("people.begin_session", client=CLIENT, program="LocaNext", host="here"),
        client.ask("people.iterations", iterations="50000"),
        client.ask("people.set_verifier", login="boss", verifier=verifier),
    ]


@contextmanager
def old_database(cluster: Cluster, version: int, folder: Path) -> Iterator[str]:
    """A database of that version, with boss."""
    shutil.copytree(MIGRATIONS, folder)
    for migration in migrate.available(folder)[version:]:
        migration.path.unlink()
    with empty_database(cluster) as name:
        with cluster.admin(name) as conn:
            conn.execute(statement("database"))
            migrate.migrate(conn, folder=folder)
            conn.execute("insert into sec.people (login, display_name, role) values ('boss', 'Boss', 'admin')")
        yield name


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_client_is_told_the_same_after_the_migration(cluster: Cluster, tmp_path: Path, version: int) -> None:
    days = []
    for number in range(2):
        with old_database(cluster, version, tmp_path / str(number)) as name:
            if number:
                provision(cluster.conninfo(), name)
            with psycopg.connect(**cluster.info("boss", name), autocommit=True) as conn:
                client = OldClient(version, conn)
                days.append(a_day(client))
                assert client.used == set(queries(version)), "a query of the client that no day has"
    assert days[0] == days[1]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_client_works_on_through_the_migration(cluster: Cluster, tmp_path: Path, version: int) -> None:
    with (
        old_database(cluster, version, tmp_path / "old") as name,
        psycopg.connect(**cluster.info("boss", name), autocommit=True) as conn,
    ):
        client = OldClient(version, conn)
        a_day(client)
        [(file, *_)] = client.ask("projects.files", id=None, trashed=False)
        provision(cluster.conninfo(), name)
        [(_ord, ok, version_now, target, *_rest)] = client.save(file, 3, "After")
        assert (ok, version_now, target) == (True, 4, "After")
        assert client.ask("people.login_ok")
