"""Where LocaNext keeps its state on this machine. Knows names of folders only, not what is in them."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_MODE = 0o711 if os.name != "nt" and os.geteuid() == 0 else 0o700
"""Under root PostgreSQL runs as a service user, who has to pass through the home; to look around needs more."""


@dataclass(frozen=True, slots=True)
class Paths:
    """All below one folder `home`, so that a copy or another home is a whole other LocaNext.

    A folder is made when it is first asked for, readable by this person only.
    """

    home: Path

    @classmethod
    def default(cls) -> "Paths":
        """`LOCANEXT_HOME` if it is set, else the person's own data folder."""
        chosen = os.environ.get("LOCANEXT_HOME")
        if chosen:
            return cls(Path(chosen).expanduser().absolute())
        return cls(platformdirs.user_data_path("LocaNext", appauthor=False))

    @property
    def settings_file(self) -> Path:
        return self._folder(self.home) / "settings.json"

    @property
    def log_dir(self) -> Path:
        return self._folder(self.home / "logs")

    @property
    def cache_dir(self) -> Path:
        """What can be made again at any time."""
        return self._folder(self.home / "cache")

    @property
    def journal_dir(self) -> Path:
        """What was typed and has not reached its server yet."""
        return self._folder(self.home / "journal")

    def _folder(self, folder: Path) -> Path:
        for part in dict.fromkeys((self.home, folder)):
            if not part.is_dir():
                part.parent.mkdir(parents=True, exist_ok=True)
                part.mkdir(mode=HOME_MODE if part == self.home else 0o700, exist_ok=True)
        return folder
