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
    geometry and states are Qt's bytes in base64; `tab_states` has one for each tab's docks.
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
    connection: Connection = field(default_factory=Connection)
    path: Path | None = field(default=None, repr=False, compare=False)
    unknown: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)
    """What a newer LocaNext wrote and this one does not know, by place ("" or connection) and name: kept for it."""

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """The settings in `path`; defaults if there is no such file, or none that can be read."""
        settings = cls(path=path)
        stored = _read(path)
        connection = stored.pop("connection", {})
        if isinstance(connection, dict):
            settings.unknown.update(_fill(settings.connection, connection, "connection"))
        settings.unknown.update(_fill(settings, stored))
        return settings

    def save(self) -> None:
        """Write beside the file, then replace it: a reader sees the old or the new one, whole."""
        if self.path is None:
            raise ValueError("these settings were not loaded from a file")
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        with beside.open("w", encoding="utf-8") as out:
            json.dump(self._document(), out, ensure_ascii=False, indent=2)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self.path)

    def _document(self) -> dict[str, Any]:
        document = {name: value for name, value in asdict(self).items() if name not in _NOT_STORED}
        for (place, name), value in self.unknown.items():
            (document[place] if place else document)[name] = value
        return document


_CHOICES: dict[str, Container[object]] = {
    "theme": ("system", "light", "dark"),
    "language": ("", "en", "ko"),
    "grid_font_size": range(7, 33),
    "density_lines": range(1, 13),
    "kind": ("private", "server"),
    "port": range(1, 65536),
    "sslmode": ("verify-full", "require"),
}
_NOT_STORED = frozenset({"path", "unknown"})


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


def _fill(target: object, stored: dict[str, Any], place: str = "") -> dict[tuple[str, str], Any]:
    """Set the fields of `target` that `stored` has with the right type; returns what is unknown."""
    known = {f.name for f in fields(target) if f.name not in _NOT_STORED}  # type: ignore[arg-type]
    for name in known & stored.keys():
        if _fits(name, value := stored[name], getattr(target, name)):
            setattr(target, name, value)
        else:
            _log.warning("The setting %s cannot be %r: the default is used", f"{place} {name}".strip(), value)
    return {(place, name): value for name, value in stored.items() if name not in known}


def _fits(name: str, value: object, default: object) -> bool:
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    return type(value) is type(default) and (name not in _CHOICES or value in _CHOICES[name])
