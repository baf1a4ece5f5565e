"""The command palette and the list of keys: finds an action of the menus by what its name says, and runs it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
# Where no letter of the word can be underlined, as in Korean, the letter stands behind it: "파일(&F)".
_ACCELERATOR = re.compile(r"\(&\w\)|&")


class Found(NamedTuple):
    """An action and where it stands: `View › Theme › Dark`."""

    path: str
    action: QAction

    @property
    def keys(self) -> str:
        keys = (key.toString(QKeySequence.SequenceFormat.NativeText) for key in self.action.shortcuts())
        return ", ".join(keys)


def all_actions(menus: list[QMenu], above: str = "") -> Iterator[Found]:
    """Every action of the menus and their submenus, whether or not it can be used now."""
    for menu in menus:
        title = above + _ACCELERATOR.sub("", menu.title())
        for action in menu.actions():
            submenu = action.menu()
            if isinstance(submenu, QMenu):
                yield from all_actions([submenu], f"{title} › ")
            elif action.text() and action.isVisible() and not action.isSeparator():
                yield Found(f"{title} › {_ACCELERATOR.sub('', action.text())}", action)


class ActionFinder(QDialog):
    """Type a part of the name, Enter runs it. `only_keys` lists the actions that have a key, at all times."""

    def __init__(self, menus: list[QMenu], parent: QWidget, *, only_keys: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys") if only_keys else self.tr("Find an action"))
        self.resize(560, 420)
        self._found = [found for found in all_actions(menus) if (found.keys if only_keys else found.action.isEnabled())]
        self.search = QLineEdit(placeholderText=self.tr("Type what you want to do"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.search.placeholderText())
        self.list = QTreeWidget(columnCount=2)
        self.list.setRootIsDecorated(False)
        self.list.setHeaderHidden(True)
        self.list.setAccessibleName(self.windowTitle())
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._run)
        self.search.installEventFilter(self)
        self.list.itemActivated.connect(self._run)
        self.list.ensurePolished()  # rows measured before it would have the height of unstyled ones
        self._show("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the typing goes on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _TO_LIST:
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        self.list.clear()
        for number, found in enumerate(self._found):
            if all(word in f"{found.path} {found.keys}".casefold() for word in words):
                item = QTreeWidgetItem([found.path, found.keys])
                item.setIcon(0, found.action.icon() if not found.action.icon().isNull() else _no_icon())
                item.setData(0, Qt.ItemDataRole.UserRole, number)
                self.list.addTopLevelItem(item)
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            action = self._found[item.data(0, Qt.ItemDataRole.UserRole)].action
            self.accept()
            action.trigger()


def _no_icon() -> QIcon:
    """As wide as an icon, so that all names begin at one place."""
    nothing = QPixmap(16, 16)
    nothing.fill(Qt.GlobalColor.transparent)
    return QIcon(nothing)
