"""The commands of `locanext-central`, one module a group of them; `cli` finds each module by itself.

A module has `add(commands)`, which adds its parsers and sets the `run` of each: (Target, arguments) -> exit code.
"""

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
