"""Makes the QApplication: style, fonts, language, Qt's own messages to the log. Opens no window."""

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from locanext import __version__
from locanext.gui import theme
from locanext.settings import Settings

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# Drawing without a display cannot tell a window manager how small a window may become, and says so each time.
_HARMLESS = ("This plugin does not support propagateSizeHints()",)
_INTERRUPT_MS = 200
_qt_log = logging.getLogger("qt")


def make_application(argv: Sequence[str], settings: Settings) -> QApplication:
    """The program's QApplication, ready for windows. There is one a process."""
    qInstallMessageHandler(log_qt_message)
    QCoreApplication.setApplicationName("LocaNext")
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("locanext")
    app = QApplication(list(argv))
    set_language(app, settings.language)
    app.setFont(theme.ui_font())
    theme.apply(app, settings.theme)
    return app


def has_display() -> bool:
    """Whether a window can be shown. Qt itself would end the process to say so."""
    named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return named or not sys.platform.startswith("linux")


def draw_offscreen_without_display() -> None:
    """For work that only needs a window to be drawn. Before the application is made."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    """Qt's messages go to the logger `qt`."""
    level = logging.DEBUG if text in _HARMLESS else _LEVELS[kind]
    _qt_log.log(level, "%s: %s", context.category or "default", text)


def set_language(app: QCoreApplication, language: str) -> None:
    """Translate the window and Qt's own texts; `language` is en, ko or "" for the system's."""
    locale = QLocale(language) if language else QLocale.system()
    if locale.language() is QLocale.Language.C:  # a bare server's: it would write numbers without separators
        locale = QLocale(QLocale.Language.English)
    QLocale.setDefault(locale)
    if locale.language() != QLocale.Language.Korean:
        return
    qt_texts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / "qtbase_ko.qm"
    for file in (qt_texts, theme.RESOURCES / "locanext_ko.qm"):
        translator = QTranslator(app)
        if translator.load(str(file)):
            app.installTranslator(translator)
        else:
            logging.getLogger(__name__).info("No translation in %s", file)


def close_on_interrupt(window: QWidget) -> None:
    """Ctrl+C closes the window as a person would: it may ask, and what is typed is saved."""
    # Python would else raise KeyboardInterrupt in whatever slot runs next, where Qt swallows it.
    signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window, window.close))
    # While Qt waits for events no Python runs, and so no handler.
    timer = QTimer(window, interval=_INTERRUPT_MS)
    timer.timeout.connect(_nothing)
    timer.start()


def _nothing() -> None:
    """Some Python for the timer to run."""
