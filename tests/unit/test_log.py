"""The log: one file for each program, all errors in it, and no password."""

import logging
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from locanext import log

SECRET = "hunter2!Ä"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    yield log.set_up(tmp_path)
    for handler in [h for h in root.handlers if h not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.parametrize(
    "text",
    [
        f"connecting with password={SECRET} host=a",
        f"host=a password='{SECRET}' user=b",
        f"host=a password=a,b;c){SECRET} user=b",
        f"{{'user': 'a', 'password': '{SECRET}'}}",
        f'{{"password": "{SECRET}"}}',
        f"postgresql://minji:{SECRET}@loc.example.com:6433/game",
        f"postgresql://minji:at@{SECRET}@loc.example.com:6433/game",
        f"ALTER ROLE minji PASSWORD '{SECRET}'",
        f"PGPASSWORD={SECRET} psql",
        f"LOCANEXT_DB_PASSWORD: {SECRET}",
        f"SCRAM-SHA-256$4096:{SECRET}",
        f"password = 'it''s {SECRET}'",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    assert SECRET not in log.redact(text)
    assert "***" in log.redact(text)


@pytest.mark.parametrize(
    "text",
    ["Wrote 12 segments to quests.txt", "the password is wrong", "https://example.com:80/a", "a@b.c", "Password?"],
)
def test_other_texts_stay(text: str) -> None:
    assert log.redact(text) == text


@pytest.mark.parametrize("text", ["a-" * 50_000, "a." * 50_000, "password" * 20_000, "://a:" * 2_000])
def test_a_huge_text_takes_no_time(text: str) -> None:
    began = time.perf_counter()
    log.redact(text)
    assert time.perf_counter() - began < 2


def test_records_tracebacks_and_arguments_hide_secrets(log_file: Path) -> None:
    logger = logging.getLogger("test")
    logger.info("connecting %s", {"password": SECRET})
    try:
        int(f"no route: postgresql://a:{SECRET}@b/c")
    except ValueError:
        logger.exception("Failed with password=%s", SECRET)
    text = log_file.read_text("utf-8")
    assert "Traceback" in text
    assert "no route" in text
    assert SECRET not in text


def test_korean_and_broken_letters_are_written(log_file: Path) -> None:
    record = logging.makeLogRecord({"msg": "대사 %s", "args": ("\ud800",)})
    own = [h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler)]
    own[0].handle(record)  # past the test runner's own handler, which cannot pass such a letter on
    assert "대사" in log_file.read_text("utf-8")


def test_unhandled_errors_of_threads_are_logged(log_file: Path) -> None:
    thread = threading.Thread(target=lambda: 1 / 0, name="counter")
    thread.start()
    thread.join()
    text = log_file.read_text("utf-8")
    assert "Unhandled error in counter" in text
    assert "ZeroDivisionError" in text


def test_warnings_of_libraries_are_logged(log_file: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("an old call", DeprecationWarning, stacklevel=1)
    assert "an old call" in log_file.read_text("utf-8")


def test_setting_up_again_changes_the_place(log_file: Path, tmp_path: Path) -> None:
    second = log.set_up(tmp_path / "other")
    logging.getLogger("test").warning("only here")
    assert "only here" not in log_file.read_text("utf-8")
    assert second.read_text("utf-8").count("only here") == 1
    assert log.log_file() == second


_PROGRAM = """
import logging, sys
from pathlib import Path
from locanext import log
if sys.argv[2] == "windowed":
    sys.stdout = sys.stderr = None
file = log.set_up(Path(sys.argv[1]))
logging.getLogger("x").warning("written to %s", file.name)
raise KeyError("the end of " + file.name)
"""


def run(folder: Path, kind: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(folder), kind], capture_output=True, text=True, check=False
    )


def test_two_programs_write_two_files(log_file: Path) -> None:
    ran = run(log_file.parent, "console")
    assert ran.returncode == 1
    assert "written to locanext-2.log" in ran.stderr
    second = (log_file.parent / "locanext-2.log").read_text("utf-8")
    assert "Unhandled error" in second
    assert "KeyError: 'the end of locanext-2.log'" in second
    assert "locanext-2.log" not in log_file.read_text("utf-8")


def test_a_program_without_a_console_logs(tmp_path: Path) -> None:
    ran = run(tmp_path, "windowed")
    assert ran.stderr == ""
    assert "KeyError" in (tmp_path / "locanext.log").read_text("utf-8")
