"""The LDM tab: tree, filter and grid, and what keeps them alive. Puts the parts together; each does its own work."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QLabel, QStackedWidget, QVBoxLayout, QWidget

from locanext.domain.change import Change
from locanext.domain.errors import ExpectedError
from locanext.domain.project import FileInfo, Tree
from locanext.domain.user import Presence
from locanext.gui import theme
from locanext.gui.grid import colours
from locanext.gui.grid.actions import EDIT_MENU
from locanext.gui.grid.model import SegmentModel
from locanext.gui.grid.shown import Opened
from locanext.gui.grid.view import SegmentView
from locanext.gui.messages import text_of
from locanext.gui.tasks import Lane
from locanext.gui.widgets.text_reader import TextReader
from locanext.tabs.ldm.conflicts import Conflicts
from locanext.tabs.ldm.counting import Counting
from locanext.tabs.ldm.edits import Conflict, Edits
from locanext.tabs.ldm.empty_page import EmptyPage
from locanext.tabs.ldm.fetching import PageFetcher
from locanext.tabs.ldm.files import Files
from locanext.tabs.ldm.filter_bar import FilterBar
from locanext.tabs.ldm.following import Follower
from locanext.tabs.ldm.imports import Imports
from locanext.tabs.ldm.navigating import Navigator
from locanext.tabs.ldm.operations import grid, saving, tree
from locanext.tabs.ldm.people import People
from locanext.tabs.ldm.places import Places
from locanext.tabs.ldm.tree_dock import TreeDock
from locanext.tabs.ldm.unsaved import Unsaved

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow


class LdmTab(QWidget):
    """One file is open at a time. `window.live` tells of what others do."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        assert window.live is not None
        self._window, self._runner, self._live = window, window.runner, window.live
        self.file: FileInfo | None = None
        self._make_grid()
        self.fetcher = PageFetcher(self._runner, self.model, self)
        self.follower = Follower(self._runner, self.model, self)
        self.edits = Edits(self._runner, self.model, self)
        self.unsaved_texts = Unsaved(window, self.edits, self)
        self.people = People(self._runner, self)
        self.navigator = Navigator(self._runner, self.model, self.view, self.filter, self)
        self.places = Places(window, self.view, self)
        self.files = Files(window, self)
        self.imports = Imports(window, lambda: self.files.known, lambda: self.file is None, self)
        self.conflicts = Conflicts(window, self._file_of, self)
        self.tree = TreeDock(window)
        self.counting = Counting(window, self.tree, self)
        self._lay_out()
        self._make_actions()
        self._connect_parts()
        self._connect_live()
        self.edits.outbox.adopt()
        self.load_tree()

    # --- parts ----------------------------------------------------------------------------------------------

    def _make_grid(self) -> None:
        self.model = SegmentModel(self)
        self.view = SegmentView(self.model, self._grid_colours(), self._storable, self)
        self.filter = FilterBar(self)
        self.empty = EmptyPage(self)
        self.nothing = QLabel(self.tr("No segment passes the filter."), alignment=Qt.AlignmentFlag.AlignCenter)
        self.nothing.setProperty("role", "muted")
        self.model.modelReset.connect(self._on_model_reset)
        self._apply_view()

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.view, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _make_actions(self) -> None:
        self._import = self._action(self.tr("Import files…"), "import", "Ctrl+O", self._on_import)
        self._export = self._action(self.tr("Export…"), "export", "Ctrl+Shift+E", self._on_export)
        self._certified = self._action(self.tr("Export with certificate…"), "export", "", self._on_export_certified)
        self._new = self._action(self.tr("New project…"), "plus", "", self.files.new_project)
        self._sample = self._action(self.tr("Open the sample project"), "book", "", self.files.open_sample)
        self._restore = self._action(self.tr("Restore from the trash…"), "trash", "", self.files.ask_restore)
        self._find = self._action(self.tr("Filter"), "search", "Ctrl+F", self.filter.focus)
        self._unfilter = self._action(self.tr("Show all segments"), "filter", "", self.filter.clear)
        self._go_to = self._action(self.tr("Go to number or StringID…"), "", "Ctrl+G", self.navigator.ask_where)
        self._resolve = self._action(self.tr("Resolve conflicts…"), "warning", "Ctrl+Shift+M", self.conflicts.ask)
        self._resolve.setEnabled(False)
        self._read = self._action(self.tr("Read the whole source"), "eye", "Shift+F2", self._on_read)
        self._tree_focus = self._action(self.tr("Go to the project tree"), "", "F5", self._on_tree_focus)
        self._show_file_actions()

    def _action(self, text: str, icon: str, key: str, do: object) -> QAction:
        action = QAction(text, self)
        if icon:
            action.setIcon(theme.icon(icon))
        if key:
            action.setShortcut(key)
        assert callable(do)
        action.triggered.connect(lambda: do())  # noqa: PLW0108 - `triggered` would pass its `checked`
        return action

    def _connect_parts(self) -> None:
        self.tree.file_opened.connect(lambda file: self.open_file(file.id))
        self.tree.file_exported.connect(self.files.choose_export)
        self.tree.file_trashed.connect(self.files.trash)
        self.tree.project_wanted.connect(self.files.new_project)
        self.tree.folder_wanted.connect(self.files.new_folder)
        self.tree.import_wanted.connect(self.imports.choose_files)
        for part in (self.files, self.imports):
            part.changed.connect(self.load_tree)
            part.opened.connect(self.open_file)
        self.empty.import_pressed.connect(self.imports.choose_files)
        self.empty.sample_pressed.connect(self.files.open_sample)
        self.navigator.said.connect(self._say)
        self.view.edit_refused.connect(self._say)
        self.view.commands.copy_wanted.connect(self.fetcher.copy)
        self.fetcher.copied.connect(self.view.commands.copy_segments)
        self.fetcher.copy_refused.connect(self._say)
        self.view.segment_entered.connect(lambda position: self.people.move(self.model.ord_at(position)))
        self.view.edited_segment_changed.connect(self._on_edited_segment_changed)
        self.view.actions_by_id["undo"].triggered.connect(lambda: self._step_back(self.edits.undo))
        self.view.actions_by_id["redo"].triggered.connect(lambda: self._step_back(self.edits.redo))
        self.edits.undo_changed.connect(self._on_undo_changed)
        self.edits.undone.connect(self.navigator.go_to_ord)
        self.edits.undo_refused.connect(self._on_undo_refused)
        self.edits.conflict_met.connect(self.conflicts.add)
        self.conflicts.decided.connect(self._on_decided)
        self.conflicts.count_changed.connect(self._on_conflicts_changed)
        self.follower.changed.connect(self._on_changes)
        self.counting.others_wanted.connect(self.load_tree)
        self.people.changed.connect(self._on_people)
        self._window.view_changed.connect(self._apply_view)

    def _connect_live(self) -> None:
        live = self._live
        live.link_changed.connect(self._on_link)
        live.tree_changed.connect(self.load_tree)
        live.file_changed.connect(lambda file_id: self._of_open_file(file_id, self.follower.follow))
        live.people_changed.connect(lambda file_id: self._of_open_file(file_id, self.people.ask))

    # --- what the window asks -------------------------------------------------------------------------------

    def actions_for(self, menu_id: str) -> list[QAction]:
        grid_actions = self.view.actions_by_id
        match menu_id:
            case "file":
                trash = [self.tree.trash_action, self._restore]
                return [self._import, self._sample, self._new, self._export, self._certified, *trash]
            case "edit":
                return [grid_actions[name] for name in EDIT_MENU] + [self._find, self._unfilter]
            case "tab":
                rest = [action for name, action in grid_actions.items() if name not in EDIT_MENU]
                return [*rest, self._read, self._resolve, self.unsaved_texts.action, self._go_to, self._tree_focus]
        return []

    def docks(self) -> list[tuple[Qt.DockWidgetArea, QDockWidget]]:
        return [(Qt.DockWidgetArea.LeftDockWidgetArea, self.tree)]

    def drop_files(self, paths: list[Path]) -> None:
        self.imports.import_files(paths, self.tree.chosen_place())

    def finish(self) -> None:
        """The window closes: what is being typed is saved, and the others see that we are gone."""
        self.view.commit_editor()
        if self.edits.outbox.away or not self.is_connected:
            self.edits.outbox.stop_waiting()
        self._window.settings.last_file = self.file.id if self.file is not None else 0
        self.people.leave()

    @property
    def is_connected(self) -> bool:
        return self.unsaved_texts.is_connected

    def unsaved(self) -> int:
        return self.edits.outbox.unkept()

    # --- the tree and the open file -------------------------------------------------------------------------

    def load_tree(self) -> None:
        self._runner.run(
            tree.load_tree,
            None,
            lane=Lane.READ,
            quiet=True,
            latest="tree",
            on_done=self._on_tree,
            on_failed=self._on_no_tree,
        )

    def _on_tree(self, known: Tree) -> None:
        first, self.files.known = not self.files.known.files, known
        self.tree.show_tree(known)
        self.imports.show_tree(known)
        self.conflicts.ask_unasked()
        if self.file is not None:
            file_id = self.file.id
            self._on_file_read(next((file for file in known.files if file.id == file_id), None))
            return
        self.empty.say_what_there_is(known)
        last = self._window.settings.last_file
        if first and any(file.id == last for file in known.files):
            self.open_file(last)

    def _on_file_read(self, file: FileInfo | None) -> None:
        """The open file as the tree has it now; None if it is in the trash, or the right to it is gone."""
        if file is not None:
            self.file = self.counting.show(file, self.file)
        elif self.view.editor is None and not self.edits.count():
            self._close_file()

    def _close_file(self) -> None:
        assert self.file is not None
        name, self.file = self.file.name, None
        self.edits.open(0)
        self.follower.open(0, 0)
        self.model.set_file(0)
        self._live.watch()
        self.people.leave()
        self._stack.setCurrentIndex(0)
        self.empty.say_no_file()
        self._show_file_actions()
        self._window.set_status("counts", "")
        self._window.setWindowTitle("LocaNext")
        self._say(self.tr("{name} is no longer there.").format(name=name))

    def _on_no_tree(self, error: ExpectedError) -> None:
        """Without a link the listener tries on, and its success loads the tree."""
        if self.file is None:
            self.empty.say_no_link(text_of(error))

    def open_file(self, file_id: int) -> None:
        if self.file is not None and self.file.id == file_id:
            self.view.setFocus()
            return
        self.view.commit_editor()
        self._runner.run(grid.open_file, file_id, lane=Lane.READ, quiet=True, latest="open", on_done=self._on_opened)

    def _on_opened(self, opened: grid.Opened) -> None:
        self.view.commit_editor()  # typed while the file was on its way: it is a text of the old one
        file = self.file = opened.file
        self.fetcher.open(file.id)
        self.follower.open(file.id, file.seq)
        self.model.read_only, self.model.can_review = not opened.can_edit, opened.can_review
        self.model.set_file(file.segment_count)
        self.edits.open(file.id, file.name)
        self._stack.setCurrentIndex(1)
        self.tree.choose(file.id)
        self.people.open(file.id)
        self._live.watch(file.id)
        self.counting.show(file, None)
        self._show_file_actions()
        self._window.setWindowTitle(f"{file.name} ({file.language}) · {opened.project.name} · LocaNext")
        self.navigator.open(file, self.places.open(file))
        self.view.setFocus()

    def _on_model_reset(self) -> None:
        nothing = self.model.rowCount() == 0
        self.nothing.setVisible(nothing)
        self.view.setHidden(nothing)

    def _show_file_actions(self) -> None:
        for action in (self._export, self._certified, self._find, self._unfilter, self._go_to, self._read):
            action.setEnabled(self.file is not None)

    def _on_read(self) -> None:
        """A cell shows the beginning of a long text only."""
        index = self.view.currentIndex()
        segment = self.model.segment_at(index.row()) if index.isValid() else None
        if segment is not None:
            TextReader(segment.string_id, Opened(segment.source).shown, self._window).open()

    def _on_tree_focus(self) -> None:
        self.tree.show()
        self.tree.view.setFocus()

    # --- edits and others -----------------------------------------------------------------------------------

    def _storable(self, text: str, source: str) -> str:
        return text if self.file is None else saving.storable(self.file, text, source)

    def _file_of(self, file_id: int) -> FileInfo | None:
        known = [*self.files.known.files, *([self.file] if self.file is not None else [])]
        return next((one for one in known if one.id == file_id), None)

    def _on_decided(self, conflict: Conflict, target: str) -> None:
        self.edits.resolve(conflict, target)
        self.view.setFocus()

    def _on_conflicts_changed(self, count: int) -> None:
        self._resolve.setEnabled(count > 0)
        text = self.tr("Conflicts: {n}").format(n=count) if count else ""
        tip = self.tr("Segments that somebody else has changed too. LDM › Resolve conflicts asks what to keep.")
        self._window.set_status("conflicts", text, tip, tone="warning")

    def _step_back(self, step: Callable[[], None]) -> None:
        """What is being typed is the newest edit: it would else be saved over the one that comes back."""
        self.view.commit_editor()
        step()

    def _on_changes(self, changes: list[Change]) -> None:
        self.counting.on_changes()
        if not changes:  # too many to count
            self.load_tree()
        elif self.file is not None:
            self.file = self.counting.show(self.file.after(changes), None)

    def _on_edited_segment_changed(self, ord_: int) -> None:
        theirs = self.model.theirs(ord_)
        name = theirs.author if theirs is not None else ""
        text = self.tr("{name} has just changed this segment. Your text stays; you will be asked when you save.")
        self._say(text.format(name=name or self.tr("Somebody")))

    def _on_undo_refused(self, ords: list[int]) -> None:
        one = self.tr("Segment {number} has been changed since then; that edit cannot be undone.")
        more = self.tr("{n} segments have been changed since then; their edits cannot be undone.")
        self._say((more if len(ords) > 1 else one).format(number=ords[0] + 1, n=len(ords)))

    def _on_undo_changed(self, can_undo: bool, can_redo: bool) -> None:
        self.view.actions_by_id["undo"].setEnabled(can_undo)
        self.view.actions_by_id["redo"].setEnabled(can_redo)

    def _on_people(self, people: list[Presence]) -> None:
        self.model.set_presence(people)
        others = sorted({person.name for person in people if not person.mine and not person.other_window})
        text = self.tr("{n} here").format(n=len({person.login for person in people})) if people else ""
        self._window.set_status("people", text, "\n".join([self.tr("You"), *others]) if people else "")

    def _of_open_file(self, file_id: int, do: object) -> None:
        assert callable(do)
        if self.file is not None and file_id == self.file.id:
            do()

    def _on_link(self, up: bool, detail: str) -> None:
        self.unsaved_texts.is_connected = up
        self.unsaved_texts.show()
        if up:
            self.edits.outbox.try_now()
            self._window.set_status("link", self.tr("Connected"), tone="success")
            self.load_tree()
            self.model.refresh()
            self.follower.follow()
            self.people.ask()
        else:
            text = self.tr("No connection. What you type is kept and saved when it is back.")
            self._window.set_status("link", self.tr("Connecting…"), f"{text}\n{detail}", tone="warning")

    def _say(self, text: str) -> None:
        self._window.statusBar().showMessage(text, 8000)

    # --- look -----------------------------------------------------------------------------------------------

    def _grid_colours(self) -> colours.GridColours:
        return colours.DARK if theme.tokens().dark else colours.LIGHT

    def _apply_view(self) -> None:
        settings = self._window.settings
        font = theme.text_font(settings.grid_font_family, settings.grid_font_size)
        self.view.set_text_font(font, settings.density_lines)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.view.set_colours(self._grid_colours())

    def _on_import(self) -> None:
        self.imports.choose_files(self.tree.chosen_place())

    def _on_export(self) -> None:
        if self.file is not None:
            self.files.choose_export(self.file)

    def _on_export_certified(self) -> None:
        if self.file is not None:
            self.files.choose_export(self.file, certificate=True)
