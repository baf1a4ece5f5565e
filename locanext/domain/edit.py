"""An edit: what a person typed over a segment that they saw."""

from typing import NamedTuple

from locanext.domain.change import ChangeKind
from locanext.domain.segment import Segment
from locanext.domain.state import State


class Edit(NamedTuple):
    """`base` is the segment that the person saw; saving compares its version."""

    file_id: int
    file_name: str
    base: Segment
    target: str
    state: State
    kind: ChangeKind = ChangeKind.TYPED

    @property
    def place(self) -> tuple[int, int]:
        """Which segment it is of: file and ord."""
        return self.file_id, self.base.ord

    @property
    def mine(self) -> Segment:
        """The segment as it is with this edit."""
        return self.base._replace(target=self.target, state=self.state)

    def on_version(self, version: int) -> "Edit":
        """The same edit on a newer version, that the person wrote themselves."""
        return self._replace(base=self.base._replace(version=version))
