"""Asks for one line of text, without stopping the program."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

_WIDTH = 420


def ask_text(parent: QWidget, title: str, label: str, use: Callable[[str], object]) -> QInputDialog:
    """Open a dialog; `use` gets the text if it is accepted."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.textValueSelected.connect(use)
    dialog.resize(_WIDTH, dialog.sizeHint().height())
    dialog.open()
    return dialog
