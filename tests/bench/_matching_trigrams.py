"""A server's search by trigrams, as Weblate has it: PostgreSQL's pg_trgm, a GIN index, the operator `%`.

It finds what shares trigrams, by a share that is set; of that Weblate keeps what is similar by characters.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import psutil

from locanext.matching.normalize import key
from tests import servers
from tests.bench._matching_peer import Peer
from tests.bench._matching_rapidfuzz import Answer, exactly, similar

MEMORY = "shared_buffers=512MB"


class Trigrams(Peer):
    """With PostgreSQL's own setting."""

    LIMIT = 0.3
    METRIC = "trigrams, then characters"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._open = ExitStack()
        self._cluster = self._open.enter_context(servers.cluster(MEMORY))
        with self._cluster.admin() as conn:
            # Under the locale of our own databases it takes no letter for one that is not of ASCII.
            conn.execute("create database trigrams template template0 locale_provider libc locale 'C.UTF-8'")
        self._conn = self._open.enter_context(self._cluster.admin("trigrams"))
        self._conn.prepare_threshold = None  # a plan for any text is a worse one
        self._stat = Path(f"/proc/{self._conn.info.backend_pid}/schedstat")
        # For long texts the planner would read the table, which takes up to a hundred times as long.
        self._conn.execute("set enable_seqscan = off")
        for alone in ("max_parallel_workers_per_gather", "max_parallel_maintenance_workers"):
            self._conn.execute(f"set {alone} = 0")
        self._conn.execute(f"set pg_trgm.similarity_threshold = {self.LIMIT}")

    def build(self) -> None:
        self._conn.execute("create extension pg_trgm")
        self._conn.execute("create table unit (id serial primary key, source text not null)")
        with self._conn.cursor().copy("copy unit (source) from stdin") as copy:
            for one in self.keys():
                copy.write_row((one,))
        self._conn.execute("set maintenance_work_mem = '512MB'")
        self._conn.execute("create index on unit using gin (source gin_trgm_ops)")
        self._conn.execute("vacuum analyze unit")

    def look_up(self, text: str) -> Answer:
        wanted = key(text)
        rows = self._conn.execute("select source from unit where source %% %s", [wanted]).fetchall()
        return similar(wanted, [source for (source,) in rows])

    def found(self, answer: Answer, text: str) -> Iterable[str]:
        return exactly(key(text), answer)

    def cpu(self) -> float:
        """This process's and that of its session in the server, which has nothing else to do."""
        return super().cpu() + int(self._stat.read_text("ascii").split()[0]) / 1e9

    def memory(self) -> int:
        """Of the whole server as it is now; what its processes share counts once."""
        server = psutil.Process(self._cluster.process.pid)
        return sum(int(one.memory_full_info().pss) for one in (server, *server.children()))

    def size(self) -> int:
        found = self._conn.execute("select pg_total_relation_size('unit')").fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        self._open.close()


class StrictTrigrams(Trigrams):
    """As strict as Weblate asks at 70 %, or a little less: fewer rows to look at, and fewer found."""

    LIMIT = 0.7
