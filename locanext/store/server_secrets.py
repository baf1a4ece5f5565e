"""The passwords of the private server: in the operating system's keyring where one works, else in a file of our own.

A file is good enough here, and only here: it lies beside the data, which whoever can read the file can read, too.
"""

import json
import os
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path

from locanext.domain.errors import ServerProblem

KEYRING_SERVICE = "LocaNext private server"
KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The superuser's password serves for setting up and updating; every day's work is done as the person."""

    superuser_password: str = field(repr=False)
    login: str
    password: str = field(repr=False)


def load(folder: Path) -> Secrets | None:
    """What `save` kept for this server, None when it kept nothing. Raises ServerProblem when it cannot be had."""
    path = _file(folder)
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text("utf-8"))
        if isinstance(kept, dict) and kept.get("in") == KEYRING:
            # The first ones went by the folder, which cannot be moved.
            kept = json.loads(_from_keyring(kept.get("key", str(folder))))
        return Secrets(**kept)
    except (ValueError, TypeError) as error:
        raise ServerProblem(
            "The file {path} with the passwords of the private server is damaged.", path=path
        ) from error


def save(folder: Path, secrets: Secrets) -> None:
    """Keep them, whole or not at all; nobody else can read them at any moment."""
    text, key = json.dumps(asdict(secrets)), uuid.uuid4().hex
    if _to_keyring(key, text):
        text = json.dumps({"in": KEYRING, "key": key})
    unfinished = folder / "secrets.new"
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(_file(folder))


def _file(folder: Path) -> Path:
    return folder / "secrets.json"


def _to_keyring(key: str, text: str) -> bool:
    import keyring  # half a second; only for the first run and where a keyring is in use
    from keyring.errors import KeyringError

    if keyring.get_keyring().priority < 1:  # one that always fails, or forgets
        return False
    try:
        keyring.set_password(KEYRING_SERVICE, key, text)
        return keyring.get_password(KEYRING_SERVICE, key) == text
    except KeyringError:
        return False


def _from_keyring(key: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        kept = keyring.get_password(KEYRING_SERVICE, key)
    except KeyringError as error:
        raise ServerProblem(
            "The passwords of the private server are in this computer's keyring, which cannot be opened: {detail}",
            detail=error,
        ) from error
    if kept is None:
        raise ServerProblem("The passwords of the private server are no longer in this computer's keyring.")
    return kept
