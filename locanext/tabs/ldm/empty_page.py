"""What stands in the grid's place while no file is open: what to do first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from locanext.domain.project import Tree
from locanext.gui import theme


class EmptyPage(QWidget):
    """Says what is going on, and offers what can be done about it."""

    import_pressed = Signal()
    sample_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title.setProperty("role", "title")
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._text.setProperty("role", "muted")
        self.bring = QPushButton(theme.icon("import", "on_accent"), self.tr("Import files…"))
        self.bring.setProperty("primary", True)
        self.bring.clicked.connect(self.import_pressed)
        self.sample = QPushButton(self.tr("Open the sample project"))
        self.sample.clicked.connect(self.sample_pressed)
        self._lay_out()
        self.say_connecting()

    def say_connecting(self) -> None:
        self._show("database", self.tr("Connecting…"), self.tr("The database is being opened."), buttons=False)

    def say_no_link(self, reason: str) -> None:
        self._show("link-off", self.tr("The database cannot be reached"), reason, buttons=False)

    def say_what_there_is(self, tree: Tree) -> None:
        """No file is open: what the person can do next."""
        if tree.files:
            self.say_no_file()
        elif tree.projects:
            text = self.tr("Choose files to import, or drop them on this window.")
            self._show("import", self.tr("No files yet"), text, buttons=True)
        else:
            self.say_no_projects()

    def say_no_projects(self) -> None:
        text = self.tr(
            "Drop game files on this window, or choose them: tabbed text, LocStr XML or Excel. They come back byte "
            "for byte, with only your translations changed."
        )
        self._show("import", self.tr("No projects yet"), text, buttons=True)

    def say_no_file(self) -> None:
        text = self.tr("Choose a file in the tree and press Enter, or drop new files on this window.")
        self._show("file-text", self.tr("No file is open"), text, buttons=False)

    def _show(self, icon: str, title: str, text: str, *, buttons: bool) -> None:
        self._icon.setPixmap(theme.icon_pixmap(icon, 48, "muted", self.devicePixelRatioF()))
        self._title.setText(title)
        self._text.setText(text)
        self.bring.setVisible(buttons)
        self.sample.setVisible(buttons)

    def _lay_out(self) -> None:
        # A label that wraps gets its height from its width, which an alignment in the layout would take away.
        self._text.setMaximumWidth(520)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._text, 100)
        middle.addStretch(1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.bring)
        row.addWidget(self.sample)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addWidget(self._title)
        column.addLayout(middle)
        column.addLayout(row)
        column.addStretch(3)
