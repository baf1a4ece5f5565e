"""Asks for a new password, twice, and has it set. It keeps none: it goes to the operation and nowhere else."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from locanext.domain.errors import ExpectedError
from locanext.gui.messages import text_of
from locanext.gui.tasks import Lane, Operation, TaskRunner

WIDTH = 420


class PasswordDialog(QDialog):
    """`change(bench, password, progress)` sets it, and may refuse with an `ExpectedError`, which is shown.

    `must`: the account can do nothing else before. Accepted when the password has been changed.
    """

    def __init__(self, runner: TaskRunner, change: Operation, parent: QWidget, *, must: bool = False) -> None:
        super().__init__(parent)
        self._runner, self._change = runner, change
        self.setWindowTitle(self.tr("Change password"))
        why = self.tr("An administrator gave you this password. Choose one of your own before you begin.")
        self.why = QLabel(why if must else self.tr("You sign in with the new password from now on."), wordWrap=True)
        self.new = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.again = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.error = QLabel(wordWrap=True)
        self.error.setProperty("role", "error")
        self.error.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.buttons.accepted.connect(self._on_ok)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        for name, field in ((self.tr("New password"), self.new), (self.tr("Once more"), self.again)):
            field.setAccessibleName(name)
            field.textEdited.connect(self.error.hide)
            form.addRow(name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.why)
        column.addLayout(form)
        column.addWidget(self.error)
        column.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH)

    def _on_ok(self) -> None:
        if self.new.text() != self.again.text():
            self._refuse(self.tr("The two are not the same."), self.again)
            return
        self.buttons.setEnabled(False)
        self._runner.run(
            self._change,
            self.new.text(),
            lane=Lane.IO,
            quiet=True,
            on_done=lambda _result: self.accept(),
            on_failed=self._on_failed,
        )

    def _on_failed(self, error: ExpectedError) -> None:
        self.buttons.setEnabled(True)
        self._refuse(text_of(error), self.new)

    def _refuse(self, why: str, field: QLineEdit) -> None:
        self.error.setText(why)
        self.error.show()
        field.selectAll()
        field.setFocus()
