"""Workbenches and their connections on the servers of the tests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from locanext.domain.progress import Progress
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.store.connect import ConnectInfo, Store
from locanext.store.journal import Journal
from locanext.tabs.ldm.operations import importing
from locanext.workbench import Workbench


def connect_info(arguments: Mapping[str, Any], listen_dbname: str = "") -> ConnectInfo:
    """The program's form of what `Database.info` and `Bouncer.info` give."""
    where = {name: arguments[name] for name in ("host", "port", "dbname", "user", "password")}
    return ConnectInfo(**where, sslmode="disable", listen_dbname=listen_dbname)


def workbench(info: ConnectInfo, folder: Path) -> Workbench:
    """The caller closes it."""
    paths = Paths(folder)
    return Workbench(Store(lambda: info), Settings(), paths, Journal(paths.journal_dir, info.account))


def bring_in(bench: Workbench, project: int, path: Path, language: str = "en") -> int:
    """Import a file; its id."""
    request = importing.ImportRequest(path, project, language)
    return importing.import_file(bench, request, Progress()).file_id
