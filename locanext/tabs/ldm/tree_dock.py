"""The tree of projects, folders and files at the left. Says what the person wants; loads and changes nothing itself."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDockWidget, QLineEdit, QMenu, QTreeView, QVBoxLayout, QWidget

from locanext.domain.project import FileInfo, Folder, Project, Tree
from locanext.gui import theme

_NODE = Qt.ItemDataRole.UserRole + 1

Node = Project | Folder | FileInfo


class _View(QTreeView):
    def sizeHint(self) -> QSize:
        return QSize(290, 400)


class TreeDock(QDockWidget):
    """Shows one `Tree`; what was open and chosen stays so when a newer one comes."""

    file_opened = Signal(object)
    file_exported = Signal(object)
    file_trashed = Signal(object)
    project_wanted = Signal()
    folder_wanted = Signal(object)
    """The Project or Folder that the new folder shall be in."""
    import_wanted = Signal(object)
    """The Project or Folder to import into."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ldm_tree")
        self.setWindowTitle(self.tr("Projects"))
        self._collapsed: set[tuple[str, int]] = set()
        self._items: dict[tuple[str, int], QStandardItem] = {}
        self._shown = Tree()
        self._model = QStandardItemModel(self)
        self.view = _View(headerHidden=True, uniformRowHeights=True)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.view.setAccessibleName(self.tr("Projects and files"))
        self.view.setModel(self._model)
        self.view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.activated.connect(self._on_activated)
        self.view.collapsed.connect(lambda index: self._collapsed.add(_key(_node(index))))
        self.view.expanded.connect(lambda index: self._collapsed.discard(_key(_node(index))))
        self.search = QLineEdit(placeholderText=self.tr("Find a file"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.tr("Find a file by its name"))
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_search_done)
        delete = QKeySequence.StandardKey.Delete
        self.trash_action = self._action(self.tr("Move to trash"), "trash", delete, self._on_trash)
        self._lay_out()

    def show_tree(self, tree: Tree) -> None:
        """A node whose parent is not in `tree` (it came between two reads) is left for the next one."""
        before, self._shown = self._shown, tree
        if _shape(before) == _shape(tree):
            # As mostly: somebody has confirmed something. To build thousands of files anew would hold up the window.
            for was, file in zip(before.files, tree.files, strict=True):
                if file != was and _key(file) in self._items:
                    self._fill(self._items[_key(file)], file)
            return
        chosen, scrolled = self.chosen(), self.view.verticalScrollBar().value()
        self._model.clear()
        self._items = self._build(tree)
        if chosen is not None and _key(chosen) in self._items:
            self.view.setCurrentIndex(self._items[_key(chosen)].index())
        self._on_search(self.search.text())
        self.view.verticalScrollBar().setValue(scrolled)

    def show_file(self, file: FileInfo) -> None:
        """How far this one is now."""
        if _key(file) in self._items:
            self._fill(self._items[_key(file)], file)

    def _build(self, tree: Tree) -> dict[tuple[str, int], QStandardItem]:
        items: dict[tuple[str, int], QStandardItem] = {}
        for project in tree.projects:
            items[_key(project)] = self._add(self._model.invisibleRootItem(), project)
        for folder in _parents_first(tree.folders):
            above = ("folder", folder.parent_id) if folder.parent_id else ("project", folder.project_id)
            if above in items:
                items[_key(folder)] = self._add(items[above], folder)
        for file in tree.files:
            above = ("folder", file.folder_id) if file.folder_id else ("project", file.project_id)
            if above in items:
                items[_key(file)] = self._add(items[above], file)
        return items

    def chosen(self) -> Node | None:
        index = self.view.currentIndex()
        return _node(index) if index.isValid() else None

    def chosen_place(self) -> Project | Folder | None:
        """The project or folder that is chosen, or that the chosen file is in."""
        node = self.chosen()
        if isinstance(node, FileInfo):
            node = _node(self.view.currentIndex().parent())
        return None if isinstance(node, FileInfo) else node

    def choose(self, file_id: int) -> None:
        """Mark the file that is open."""
        for index in self._indexes(QModelIndex()):
            if _key(_node(index)) == ("file", file_id):
                self.view.setCurrentIndex(index)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QWidget()
        line = QVBoxLayout(top)
        line.setContentsMargins(8, 6, 8, 6)
        line.addWidget(self.search)
        column.addWidget(top)
        column.addWidget(self.view)
        self.setWidget(body)

    def _add(self, parent: QStandardItem, node: Node) -> QStandardItem:
        item = QStandardItem(theme.icon(_icon(node), "muted"), "")
        self._fill(item, node)
        parent.appendRow(item)
        return item

    def _fill(self, item: QStandardItem, node: Node) -> None:
        item.setText(self._text(node))
        item.setData(node, _NODE)
        item.setToolTip(self._tip(node))

    def _text(self, node: Node) -> str:
        if isinstance(node, Project) and node.platform:
            return f"{node.name} · {node.platform}"
        if not isinstance(node, FileInfo):
            return node.name
        percent = 100 * node.done_count // max(1, node.segment_count)
        # Most games name a file by its language, and the dock is narrow.
        named = node.name.rpartition(".")[0].endswith(node.language)
        return f"{node.name}  {percent}%" if named else f"{node.name} ({node.language})  {percent}%"

    def _tip(self, node: Node) -> str:
        if not isinstance(node, FileInfo):
            return node.name
        return self.tr("{name} ({language}): {count} segments, {done} confirmed").format(
            name=node.name, language=node.language, count=f"{node.segment_count:,}", done=f"{node.done_count:,}"
        )

    def _indexes(self, parent: QModelIndex) -> list[QModelIndex]:
        found = []
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            found += [index, *self._indexes(index)]
        return found

    def _on_search(self, text: str) -> None:
        """Files whose name holds the text, and what they are in."""
        wanted = text.casefold()
        shown: set[tuple[str, int]] = set()
        indexes = self._indexes(QModelIndex())
        for index in indexes:
            if wanted in _node(index).name.casefold():
                at = index
                while at.isValid():
                    shown.add(_key(_node(at)))
                    at = at.parent()
        for index in indexes:
            self.view.setRowHidden(index.row(), index.parent(), _key(_node(index)) not in shown)
        self._open_nodes(indexes, all_of_them=bool(wanted))

    def _on_search_done(self) -> None:
        """On to the first file that is found."""
        for index in self._indexes(QModelIndex()):
            if isinstance(_node(index), FileInfo) and not self.view.isRowHidden(index.row(), index.parent()):
                self.view.setCurrentIndex(index)
                self.view.setFocus()
                return

    def _open_nodes(self, indexes: list[QModelIndex], *, all_of_them: bool) -> None:
        """What is found stands open; without a search each node is as the person left it."""
        self.view.blockSignals(True)  # these are no wishes of the person
        for index in indexes:
            self.view.setExpanded(index, all_of_them or _key(_node(index)) not in self._collapsed)
        self.view.blockSignals(False)

    def _on_activated(self, index: QModelIndex) -> None:
        if isinstance(node := _node(index), FileInfo):
            self.file_opened.emit(node)

    def _on_trash(self) -> None:
        if isinstance(node := self.chosen(), FileInfo):
            self.file_trashed.emit(node)

    def _action(self, text: str, icon: str, key: QKeySequence.StandardKey | None, do: Callable[[], object]) -> QAction:
        action = QAction(theme.icon(icon), text, self.view)
        if key is not None:
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.view.addAction(action)
        action.triggered.connect(lambda: do())  # noqa: PLW0108 - `triggered` would pass its `checked`
        return action

    def _on_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        node = _node(index) if index.isValid() else None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions_for(node))
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _actions_for(self, node: Node | None) -> list[QAction]:
        if isinstance(node, FileInfo):
            return [
                self._action(self.tr("Open"), "file-text", None, lambda: self.file_opened.emit(node)),
                self._action(self.tr("Export…"), "export", None, lambda: self.file_exported.emit(node)),
                self.trash_action,
            ]
        new = [self._action(self.tr("New project…"), "plus", None, self.project_wanted.emit)]
        if node is not None:
            new = [
                self._action(self.tr("Import files here…"), "import", None, lambda: self.import_wanted.emit(node)),
                self._action(self.tr("New folder…"), "folder", None, lambda: self.folder_wanted.emit(node)),
                *new,
            ]
        return new


def _parents_first(folders: tuple[Folder, ...]) -> list[Folder]:
    """A folder can only be shown in one that is shown already."""
    placed: dict[int, Folder] = {}
    left = list(folders)
    while left:
        ready = [folder for folder in left if folder.parent_id is None or folder.parent_id in placed]
        if not ready:
            break
        placed |= {folder.id: folder for folder in ready}
        left = [folder for folder in left if folder.id not in placed]
    return list(placed.values())


def _shape(tree: Tree) -> tuple[object, ...]:
    """Equal for trees that differ in nothing but how far their files are."""
    files = [(file.id, file.name, file.language, file.project_id, file.folder_id) for file in tree.files]
    return tree.projects, tree.folders, files


def _node(index: QModelIndex) -> Node:
    node = index.data(_NODE)
    assert isinstance(node, (Project, Folder, FileInfo))
    return node


def _key(node: Node) -> tuple[str, int]:
    kinds = {Project: "project", Folder: "folder", FileInfo: "file"}
    return kinds[type(node)], node.id


def _icon(node: Node) -> str:
    return {Project: "book", Folder: "folder", FileInfo: "file-text"}[type(node)]
