"""A combo box whose entries stand for Python values. Qt would turn tuples and enumerations into something else."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtWidgets import QComboBox, QWidget

T = TypeVar("T")


class Choice(QComboBox, Generic[T]):
    """`value()` is the chosen one of `choices` (value to text), the first at the beginning."""

    def __init__(self, name: str, choices: Mapping[T, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._values = list(choices)
        self.addItems(list(choices.values()))

    def value(self) -> T:
        return self._values[self.currentIndex()]

    def choose(self, value: T) -> None:
        self.setCurrentIndex(self._values.index(value))
