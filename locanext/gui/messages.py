"""Says things to the user: errors, questions, notices. Never blocks: a box is opened, an answer calls back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from locanext.domain.errors import ExpectedError
from locanext.domain.message import Message
from locanext.gui import theme

_PICTURES = {
    QMessageBox.Icon.Information: ("info", "accent_text"),
    QMessageBox.Icon.Question: ("help", "accent_text"),
    QMessageBox.Icon.Warning: ("warning", "warning"),
}


def text_of(message: Message) -> str:
    """A message, an error say, in the language of the window."""
    return message.said(partial(QCoreApplication.translate, "messages"))


def show_error(parent: QWidget | None, error: ExpectedError) -> QMessageBox:
    """Open a box with the error's text."""
    return _open(parent, QMessageBox.Icon.Warning, text_of(error))


def tell(parent: QWidget | None, text: str, detail: str = "") -> QMessageBox:
    """Open a box that only says something."""
    return _open(parent, QMessageBox.Icon.Information, text, detail)


def ask(parent: QWidget | None, text: str, yes: str, on_yes: Callable[[], object], *, detail: str = "") -> QMessageBox:
    """Ask before something is done. `yes` names it ("Stop and close"); nothing happens on the other answer."""
    box = _question(parent, text, yes, on_yes, detail)
    box.open()
    return box


def ask_to_lose(parent: QWidget | None, text: str, yes: str, on_yes: Callable[[], object], detail: str) -> QMessageBox:
    """As `ask`, where something would be lost for ever: Enter alone does not do it."""
    box = _question(parent, text, yes, on_yes, detail)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.open()
    return box


def _question(parent: QWidget | None, text: str, yes: str, on_yes: Callable[[], object], detail: str) -> QMessageBox:
    box = _box(parent, QMessageBox.Icon.Question, text, detail)
    yes_button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.setDefaultButton(yes_button)
    box.accepted.connect(on_yes)
    return box


def _open(parent: QWidget | None, icon: QMessageBox.Icon, text: str, detail: str = "") -> QMessageBox:
    box = _box(parent, icon, text, detail)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.open()
    return box


def _box(parent: QWidget | None, icon: QMessageBox.Icon, text: str, detail: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(QCoreApplication.applicationName())
    box.setIcon(icon)  # for the sound that the system has for it
    name, colour = _PICTURES[icon]
    box.setIconPixmap(theme.icon_pixmap(name, 32, colour, box.devicePixelRatioF()))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(detail)
    return box
