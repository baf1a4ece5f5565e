"""Plays what an insider with psql and a stranger on the network would try, on real servers; prints what came of it."""

import argparse
import sys
from pathlib import Path

from tests import servers
from tests.attacks import ATTEMPTS, Arena, as_markdown
from tests.store.attack_scene import Scene

DOCUMENT = Path(__file__).parents[2] / "central" / "ATTACKS.md"
BEGIN, END = "<!-- table -->\n", "<!-- /table -->\n"


def main(argv: list[str]) -> int:
    """0 if every attempt was refused. --write puts the table into central/ATTACKS.md."""
    parser = argparse.ArgumentParser(prog="dev.py bench attacks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="only write the table into central/ATTACKS.md")
    if parser.parse_args(argv).write:
        text = DOCUMENT.read_text("utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        DOCUMENT.write_text(f"{before}{BEGIN}{as_markdown()}{END}{after}", "utf-8")
        return 0
    worked = 0
    with servers.cluster() as cluster:
        for one in ATTEMPTS:
            with servers.database(cluster) as database, servers.bouncer(database) as pool:
                try:
                    one.play(Arena(Scene(database), pool))
                    print(f"refused   {one.goal}: {one.refused_by}", flush=True)
                except AssertionError as error:
                    worked += 1
                    print(f"WORKED    {one.goal}: {one.how} ({error})", flush=True)
    print(f"{len(ATTEMPTS)} attempts, {worked} worked")
    return int(worked > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
