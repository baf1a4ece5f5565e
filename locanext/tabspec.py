"""What the window knows of a tab before it is first shown. No Qt here: the widget is imported on first show."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class TabSpec:
    """`right` is what an account needs to see the tab ("" for everybody); `widget` is `module:Class`."""

    id: str
    title: str
    order: int
    right: str
    widget: str

    def load_widget(self) -> Any:
        """Import the widget class. The window makes it with itself as the only argument."""
        module, separator, name = self.widget.partition(":")
        if not separator:
            raise ValueError(f"{self.widget!r} of tab {self.id!r} is not module:Class")
        return getattr(import_module(module), name)
