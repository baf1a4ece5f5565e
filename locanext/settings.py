"""What a person has chosen: small, typed, in one JSON file. Never a password; knows nothing of what it is used for."""

import json
import logging
import os
from collections.abc import Container
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)


@dataclass
class Connection:
    """Which database: the `private` one of this machine, or a `server`. The password is in the keyring."""

    kind: str = "private"
    host: str = ""
    port: int = 6433
    user: str = ""
    dbname: str = "locanext"
    sslmode: str = "verify-full"


@dataclass
class Settings:
    """`theme` is system, light or dark; `language` is en, ko or "" for the system's.

    `density_lines` is how many lines of a text the grid shows at most. `last_file` is a file's id. Window
    geometry and states are Qt's bytes in base64; `tab_states` has one for each tab's docks, and those of its columns.
    `places` says where the person was in each file, the last one at the end.
    """

    theme: str = "system"
    language: str = ""
    grid_font_family: str = ""
    grid_font_size: int = 11
    density_lines: int = 12
    last_file: int = 0
    last_tab: str = ""
    import_language: str = ""
    window_geometry: str = ""
    window_state: str = ""
    tab_states: dict[str, str] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    connection: Connection = field(default_factory=Connection)
    path: Path | None = field(default=None, repr=False, compare=False)
    loaded: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """As `path` had them when they were last read or saved: what differs was changed here."""

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """The settings in `path`; defaults if there is no such file, or none that can be read."""
        settings = cls(path=path)
        stored = _read(path)
        connection = stored.pop("connection", {})
        if isinstance(connection, dict):
            _fill(settings.connection, connection, "connection")
        _fill(settings, stored)
        settings.loaded = settings._document()
        return settings

    def save(self) -> None:
        """Put what was changed here into the file, and leave there what other windows, or a newer LocaNext, wrote.

        Written beside the file, which is then replaced: a reader sees the old or the new one, whole.
        """
        if self.path is None:
            raise ValueError("these settings were not loaded from a file")
        from filelock import FileLock

        now = self._document()
        with FileLock(self.path.with_name(f"{self.path.name}.lock")):
            stored = _read(self.path)
            for name in (name for name, value in now.items() if value != self.loaded.get(name)):
                both = isinstance(now[name], dict) and isinstance(stored.get(name), dict)
                stored[name] = {**stored[name], **now[name]} if both else now[name]
            _write(self.path, stored)
        self.loaded = now

    def _document(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name not in _NOT_STORED}


_CHOICES: dict[str, Container[object]] = {
    "theme": ("system", "light", "dark"),
    "language": ("", "en", "ko"),
    "grid_font_size": range(7, 33),
    "density_lines": range(1, 13),
    "kind": ("private", "server"),
    "port": range(1, 65536),
    "sslmode": ("verify-full", "require"),
}
_NOT_STORED = frozenset({"path", "loaded"})


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text("utf-8"))
        if not isinstance(stored, dict):
            raise TypeError("not an object")  # noqa: TRY301 - the same as any other damage
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, RecursionError) as error:
        damaged = path.with_name(f"{path.name}.damaged")
        path.replace(damaged)
        _log.warning("The settings could not be read (%s): kept as %s, defaults are used", error, damaged)
        return {}
    return stored


def _write(path: Path, document: dict[str, Any]) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("w", encoding="utf-8") as out:
        json.dump(document, out, ensure_ascii=False, indent=2)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _fill(target: object, stored: dict[str, Any], place: str = "") -> None:
    """Set the fields of `target` that `stored` has with the right type."""
    known = {f.name for f in fields(target) if f.name not in _NOT_STORED}  # type: ignore[arg-type]
    for name in known & stored.keys():
        if _fits(name, value := stored[name], getattr(target, name)):
            setattr(target, name, value)
        else:
            _log.warning("The setting %s cannot be %r: the default is used", f"{place} {name}".strip(), value)


def _fits(name: str, value: object, default: object) -> bool:
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return type(value) is type(default) and (name not in _CHOICES or value in _CHOICES[name])
