"""Measures what the cosines of a model mean: `.venv/bin/python scripts/calibrate_model.py MODELS NAME TEXTS`.

TEXTS is a file with one text a line, such as the model will be used for. The figures of 1,000 random pairs are printed,
and kept with the model NAME in the folder MODELS, where the program looks for them.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from locanext.domain.errors import ExpectedError
from locanext.domain.progress import Progress
from locanext.matching.model_manager import ModelManager


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", type=Path, metavar="MODELS", help="the folder that the program keeps its models in")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("texts", type=Path, metavar="TEXTS")
    parser.add_argument("--dimension", type=int, default=0, help="of shortened vectors")
    parser.add_argument("--add", type=Path, metavar="FOLDER", help="add the model from this folder first")
    options = parser.parse_args()
    manager, progress = ModelManager(options.models), Progress()
    texts = [line for line in options.texts.read_text("utf-8").splitlines() if line.strip()]
    try:
        if options.add:
            manager.add(options.add, progress, name=options.name)
        figures = manager.calibrate(options.name, texts, progress, dimension=options.dimension)
    except ExpectedError as error:
        sys.exit(str(error))
    print(json.dumps(asdict(figures), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
