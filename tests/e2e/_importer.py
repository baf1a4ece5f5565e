"""A window, as a process of its own, that brings one file into a project: HOME FILE.

Says `importing` when the first segments are on their way, and `imported N` at the end.
"""

import sys
from pathlib import Path

from tests.programs import Running, application, wait


def main(home: Path, path: Path) -> None:
    app = application()
    running = Running(home)
    running.wait_connected()
    running.start_import(path, "Story")
    print("importing", flush=True)
    wait(lambda: running.is_open(path.name), "the file")
    assert running.ldm.file is not None
    print("imported", running.ldm.file.segment_count, flush=True)
    running.close()
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
