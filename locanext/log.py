"""The log: one file a running program, and no password in it. Decides where records go, not what is said.

Every program that runs has a file of its own (`locanext.log`, `locanext-2.log`, ...), because Windows cannot
rotate a file that another program holds open.
"""

import logging
import re
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

IN_FILE_ONLY = {"in_file_only": True}
"""As `extra` of a record whose traceback is not for the person before the screen."""

_FORMAT = "%(asctime)s %(levelname)-7s %(threadName)s %(name)s: %(message)s"
_MAX_BYTES, _BACKUPS, _MAX_PROGRAMS = 2_000_000, 3, 50
_HIDDEN = "***"
_SECRETS = (
    # a key with its value: password=..., "password": "...", PASSWORD '...'
    re.compile(
        r"""(?ix) (?P<key> (?:password|passwd|passphrase|pwd|secret|token) [\w-]{0,40} ["']? )
        (?P<between> \s* [:=] \s* | \s+ (?=') )
        (?: '(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.)*" | \S+ )"""
    ),
    re.compile(r"(?P<key>://[^\s:/@]*)(?P<between>:)\S+(?=@)"),
    re.compile(r"(?P<key>SCRAM-SHA-256\$)(?P<between>)\S+"),
)


def redact(text: str) -> str:
    """`text` without passwords: values of keys that name one, and passwords in addresses."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<key>\g<between>{_HIDDEN}", text)
    return text


class _Formatter(logging.Formatter):
    """Hides secrets in the whole record, its traceback included, which a filter does not see."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up(log_dir: Path, verbose: bool = False) -> Path:
    """Send all records to a file in `log_dir`, and to stderr if there is one. Returns the file."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, _Formatter)]:
        root.removeHandler(handler)
        handler.close()
    file_handler = _file_handler(log_dir)
    handlers: list[logging.Handler] = [file_handler]
    if sys.stderr is not None:  # None in a windowed program on Windows
        stderr = logging.StreamHandler(sys.stderr)
        stderr.setLevel(logging.DEBUG if verbose else logging.WARNING)
        stderr.addFilter(lambda record: verbose or not hasattr(record, "in_file_only"))
        handlers.append(stderr)
    for handler in handlers:
        handler.setFormatter(_Formatter(_FORMAT))
        root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_exception
    threading.excepthook = _log_thread_exception
    return Path(file_handler.baseFilename)


def log_file() -> Path | None:
    """The file that records go to, or None before `set_up`."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _OwnedFileHandler):
            return Path(handler.baseFilename)
    return None


class _OwnedFileHandler(RotatingFileHandler):
    """A rotating file that this program alone writes, for as long as it holds the lock beside it."""

    def __init__(self, file: Path, lock: "BaseFileLock") -> None:
        super().__init__(file, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8", errors="backslashreplace")
        self._held = lock

    def close(self) -> None:
        super().close()
        self._held.release()


def _file_handler(log_dir: Path) -> _OwnedFileHandler:
    from filelock import FileLock, Timeout

    log_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number in range(1, _MAX_PROGRAMS + 1):
        file = log_dir / ("locanext.log" if number == 1 else f"locanext-{number}.log")
        lock = FileLock(file.with_suffix(".lock"), timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            continue
        return _OwnedFileHandler(file, lock)
    raise RuntimeError(f"{_MAX_PROGRAMS} programs already write logs in {log_dir}")


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("locanext").critical("Unhandled error", exc_info=(kind, error, trace))


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        name = args.thread.name if args.thread else "a thread"
        logging.getLogger("locanext").critical(
            "Unhandled error in %s", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
        )
