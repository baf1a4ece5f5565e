"""The one exception that readers of parts use among themselves; readers and writers of whole files turn it
into a `ReadProblem` or a `BadFile`. It must never leave the formats."""

from locanext.domain.message import Message


class Damage(Exception):
    """Nothing can be read from `line` on (from 1; 0: the whole of it)."""

    def __init__(self, line: int, message: Message) -> None:
        super().__init__(str(message))
        self.line = line
        self.message = message
