"""Asks which database to work in, and tries it. Stores nothing: the password goes to the caller and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from locanext.domain.errors import Cancelled, ExpectedError
from locanext.gui import theme
from locanext.gui.messages import text_of
from locanext.gui.tasks import Lane, Operation, Task, TaskRunner
from locanext.settings import Connection

PRIVATE, SERVER = "private", "server"


@dataclass(frozen=True, slots=True)
class ConnectionChoice:
    """What the person chose. For `private` only `kind` counts."""

    kind: str = PRIVATE
    host: str = ""
    port: int = 6433
    user: str = ""
    dbname: str = "locanext"
    sslmode: str = "verify-full"
    password: str = field(default="", repr=False)
    keep_signed_in: bool = False


class LoginDialog(QDialog):
    """`check(bench, choice, progress)` tries the choice as a task; it may raise an `ExpectedError`.

    The dialog is accepted when the check has passed: then `choice` and `result_value` (what `check` returned)
    are set. Without a `check` any complete choice is accepted.
    """

    def __init__(
        self, runner: TaskRunner, start: Connection, check: Operation | None = None, parent: QWidget | None = None
    ) -> None:
        self._pictures: dict[QLabel, tuple[str, int, str]] = {}  # before Qt can send a change of the palette
        super().__init__(parent)
        self.choice: ConnectionChoice | None = None
        self.result_value: Any = None
        self._runner, self._check = runner, check
        self._task: Task | None = None
        self.setWindowTitle(self.tr("Connect"))
        self._make_fields(start)
        self._make_messages()
        self._lay_out()
        chosen = self.join if start.kind == SERVER else self.alone
        chosen.setChecked(True)
        self._draw_pictures()
        self._show_kind()

    # --- parts ----------------------------------------------------------------------------------------------

    def _make_fields(self, start: Connection) -> None:
        self.alone = QRadioButton(self.tr("Work on this computer"))
        self.join = QRadioButton(self.tr("Join a server"))
        self.host = QLineEdit(start.host, placeholderText="loc.example.com")
        self.port = QSpinBox(minimum=1, maximum=65535, value=start.port)
        self.dbname = QLineEdit(start.dbname)
        self.user = QLineEdit(start.user)
        self.password = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.sslmode = QComboBox()
        self.sslmode.addItem(self.tr("Encrypted, and the server proves who it is"), "verify-full")
        self.sslmode.addItem(self.tr("Encrypted only (any server is believed)"), "require")
        self.sslmode.setCurrentIndex(max(0, self.sslmode.findData(start.sslmode)))
        self.keep = QCheckBox(self.tr("Keep me signed in on this computer"))
        self.connect_button = QPushButton(self.tr("Connect"), default=True)
        self.cancel_button = QPushButton(self.tr("Cancel"), autoDefault=False)
        kinds = QButtonGroup(self)  # they stand in two frames, so Qt would not pair them
        kinds.addButton(self.alone)
        kinds.addButton(self.join)
        self.alone.toggled.connect(self._show_kind)
        self.connect_button.clicked.connect(self._on_connect)
        self.cancel_button.clicked.connect(self.reject)
        for edit in (self.host, self.dbname, self.user, self.password):
            edit.textEdited.connect(lambda _text, edit=edit: self._set_wrong(edit, ""))

    def _make_messages(self) -> None:
        self._wrong = {edit: QLabel() for edit in (self.host, self.dbname, self.user, self.password)}
        for label in self._wrong.values():
            label.setProperty("role", "error")
            label.hide()
        self.error = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        mark = QLabel()
        self._pictures[mark] = ("error", 18, "danger")
        self._error_card = QFrame()
        self._error_card.setProperty("role", "error_card")
        line = QHBoxLayout(self._error_card)
        line.setContentsMargins(10, 8, 10, 8)
        line.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.error, 1)
        self._error_card.hide()
        self.working = QProgressBar(maximum=0, textVisible=False)
        self.working.setAccessibleName(self.tr("Connecting"))
        keep_place = self.working.sizePolicy()
        keep_place.setRetainSizeWhenHidden(True)
        self.working.setSizePolicy(keep_place)
        self.working.hide()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Where do you want to work?"))
        title.setProperty("role", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.addWidget(title)
        column.addSpacing(8)
        hint = self.tr("A database of your own, started with LocaNext. Nothing leaves this machine.")
        column.addWidget(self._kind(self.alone, "laptop", hint))
        column.addWidget(self._kind(self.join, "server", self.tr("Translate together with your team, live.")))
        self._form = self._make_form()
        column.addWidget(self._form)
        column.addWidget(self._error_card)
        column.addSpacing(4)
        column.addWidget(self.working)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.connect_button)
        column.addLayout(buttons)

    def _kind(self, radio: QRadioButton, icon: str, hint: str) -> QFrame:
        text = QLabel(hint)
        text.setProperty("role", "muted")
        text.setIndent(26)
        card = QFrame()
        card.setProperty("role", "card")
        card.setMinimumWidth(480)
        picture = QLabel()
        self._pictures[picture] = (icon, 26, "muted")
        line = QHBoxLayout(card)
        line.setContentsMargins(14, 10, 14, 12)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(radio)
        texts.addWidget(text)
        line.addLayout(texts, 1)
        line.addWidget(picture)
        return card

    def _make_form(self) -> QWidget:
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(14, 8, 14, 0)
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.port.setFixedWidth(96)
        server = QHBoxLayout()
        server.setSpacing(8)
        server.addWidget(self.host, 1)
        server.addWidget(QLabel(self.tr("Port")))
        server.addWidget(self.port)
        fields: tuple[tuple[str, QWidget, QHBoxLayout | QWidget], ...] = (
            (self.tr("Server"), self.host, server),
            (self.tr("Database"), self.dbname, self.dbname),
            (self.tr("User"), self.user, self.user),
            (self.tr("Password"), self.password, self.password),
            (self.tr("Security"), self.sslmode, self.sslmode),
        )
        for name, field_widget, shown in fields:
            label = QLabel(name)
            label.setFixedHeight(self.host.sizeHint().height())
            label.setBuddy(field_widget)
            field_widget.setAccessibleName(name)
            rows.addRow(label, self._with_message(shown, field_widget))
        self.port.setAccessibleName(self.tr("Port"))
        rows.addRow("", self.keep)
        return form

    def _with_message(self, shown: QHBoxLayout | QWidget, edit: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        if isinstance(shown, QWidget):
            column.addWidget(shown)
        else:
            column.addLayout(shown)
        if isinstance(edit, QLineEdit):
            column.addWidget(self._wrong[edit])
        return column

    # --- what happens ---------------------------------------------------------------------------------------

    def _show_kind(self) -> None:
        self._form.setVisible(self.join.isChecked())
        self._error_card.hide()
        self.connect_button.setText(self.tr("Connect") if self.join.isChecked() else self.tr("Start"))

    def wrong_fields(self) -> dict[QLineEdit, str]:
        """The fields that cannot be right, with what to do about each."""
        if not self.join.isChecked():
            return {}
        rules: tuple[tuple[QLineEdit, Callable[[str], bool], str], ...] = (
            (self.host, lambda text: not text, self.tr("Name the server, as your administrator gave it to you.")),
            (self.host, lambda text: any(c in text for c in " /:@"), self.tr("Only the name: no address, no port.")),
            (self.dbname, lambda text: not text, self.tr("Name the database (usually locanext).")),
            (self.user, lambda text: not text, self.tr("Type your login.")),
            (self.password, lambda text: not text, self.tr("Type your password.")),
        )
        wrong: dict[QLineEdit, str] = {}
        for edit, is_wrong, text in rules:
            if edit not in wrong and is_wrong(self._typed(edit)):
                wrong[edit] = text
        return wrong

    def _typed(self, edit: QLineEdit) -> str:
        return edit.text() if edit is self.password else edit.text().strip()

    def _set_wrong(self, edit: QLineEdit, text: str) -> None:
        self._wrong[edit].setText(text)
        self._wrong[edit].setVisible(bool(text))
        edit.setProperty("wrong", bool(text))
        edit.style().polish(edit)

    def _on_connect(self) -> None:
        wrong = self.wrong_fields()
        for edit in self._wrong:
            self._set_wrong(edit, wrong.get(edit, ""))
        if wrong:
            next(iter(wrong)).setFocus()
            return
        choice = self._chosen()
        if self._check is None:
            self._on_passed(choice, None)
            return
        self._set_working(True)
        self._task = self._runner.run(
            self._check,
            choice,
            lane=Lane.IO,
            quiet=True,
            on_done=lambda value: self._on_passed(choice, value),
            on_failed=self._on_failed,
        )

    def _chosen(self) -> ConnectionChoice:
        if not self.join.isChecked():
            return ConnectionChoice()
        return ConnectionChoice(
            kind=SERVER,
            host=self._typed(self.host),
            port=self.port.value(),
            user=self._typed(self.user),
            dbname=self._typed(self.dbname),
            sslmode=self.sslmode.currentData(),
            password=self.password.text(),
            keep_signed_in=self.keep.isChecked(),
        )

    def _set_working(self, working: bool) -> None:
        self.working.setVisible(working)
        self._error_card.hide()
        for widget in (self.connect_button, self._form, self.alone, self.join):
            widget.setEnabled(not working)

    def _on_passed(self, choice: ConnectionChoice, value: Any) -> None:
        self._task = None
        self.choice, self.result_value = choice, value
        self.accept()

    def _on_failed(self, error: ExpectedError) -> None:
        self._task = None
        self._set_working(False)
        if not isinstance(error, Cancelled):
            self.error.setText(text_of(error))
            self._error_card.show()

    def _draw_pictures(self) -> None:
        for label, (icon, size, colour) in self._pictures.items():
            label.setPixmap(theme.icon_pixmap(icon, size, colour, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_pictures()

    def reject(self) -> None:
        """The first press stops a check that runs, the next closes."""
        if self._task is not None:
            self._runner.cancel(self._task)
        else:
            super().reject()
