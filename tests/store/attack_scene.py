"""What the tests of attacks play in: a project of the attackers', and one that they know nothing of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.servers import Connection, Database

DENIED = errors.InsufficientPrivilege
Entrance = Callable[[str], Connection]
# One row more in each table that projects and files of the program's own functions do not fill. %(p)s, %(f)s: ids.
SECRET_ROWS = """
insert into loc.tms (project_id, name, target_language, created_by) values (%(p)s, 'Secret memory', 'en', 1);
insert into loc.tm_units (tm_id, source, target) select id, 'secret', 'secret' from loc.tms;
insert into loc.tm_assignments (tm_id, project_id) select id, %(p)s from loc.tms;
insert into loc.tm_changes (tm_id, seq, unit_id, until_id, version, kind, old_target, author)
  select id, 1, 1, 1, 2, 'edited', 'secret', 1 from loc.tms;
insert into sec.tm_waiting (tm_id, file_id, ord) select id, %(f)s, 0 from loc.tms;
insert into loc.terms (project_id, language, source, target) values (%(p)s, 'en', 'secret', 'secret');
insert into loc.findings (file_id, ord, project_id, check_name, severity, span, message, version)
  values (%(f)s, 0, %(p)s, 'numbers', 'error', '[0,1)', 'secret', 1);
insert into loc.tasks (id, person_id, project_id, app, title, state)
  values (gen_random_uuid(), 1, %(p)s, 'ldm', 'secret', 'done');
insert into loc.logs (person_id, level, logger, message) values (1, 10, 'secret', 'secret');
insert into loc.telemetry (person_id, event) values (1, 'secret');
insert into loc.file_chunks (file_id, number, project_id, data) values (%(f)s, 0, %(p)s, 'secret');
insert into loc.folders (project_id, name) values (%(p)s, 'Secret folder');
insert into loc.presence (client, person_id, project_id, file_id, at)
  values (gen_random_uuid(), 1, %(p)s, %(f)s, now());
insert into loc.changes (file_id, seq, ord, project_id, version, kind, target, state, author)
  values (%(f)s, 99, 0, %(p)s, 2, 'typed', 'secret', 1, 1);
insert into sec.login_tries (login) values ('boss');
insert into sec.past_members values (1, %(p)s);
insert into sec.sessions (person_id, client) values (1, gen_random_uuid());
insert into sec.listeners values (1, gen_random_uuid(), now());
insert into loc.claims values (%(f)s, 0, 1, gen_random_uuid(), now())
"""


class Scene:
    """A project that kim and lee work in, and one that they know nothing of, with a row in every table."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.admin = database.admin()
        boss = database.connect("boss")
        self.secret = int(boss.execute("select loc.create_project_v1('Secret', 'Secret platform', 'ko')").fetchone()[0])
        self.secret_file = database.file(self.secret, ["비밀", "secret"])
        cursor = psycopg.ClientCursor(self.admin)
        cursor.execute(SECRET_ROWS, {"p": self.secret, "f": self.secret_file})
        self.secret_tm = int(self.admin.execute("select id from loc.tms").fetchone()[0])
        self.game = database.project("Game")
        self.file = database.file(self.game)

    def catalog(self, query: str) -> list[Any]:
        return self.admin.execute(query).fetchall()

    def save(self, conn: Connection, file: int, **other: Any) -> Any:
        values = {"ord": 0, "version": 1, "target": "typed", "state": 2, "kind": "typed"} | other
        query = """select ok, version, target from loc.save_segments_v1(%(file)s, array[%(ord)s], array[%(version)s],
                   array[%(target)s], array[%(state)s]::smallint[], %(kind)s)"""
        return conn.execute(query, values | {"file": file}).fetchone()


@contextmanager
def attack(conn: Connection) -> Iterator[None]:
    """Must be denied for want of a right; the connection can be used again."""
    with pytest.raises(DENIED), conn.transaction():
        yield
