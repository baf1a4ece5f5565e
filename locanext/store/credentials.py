"""Passwords of servers: in the operating system's keyring, else in this program's memory; never in a file."""

import logging
from dataclasses import replace

from locanext.store.connect import ConnectInfo

log = logging.getLogger(__name__)

_remembered: dict[tuple[str, str], str] = {}


def _place(info: ConnectInfo) -> tuple[str, str]:
    return f"LocaNext {info.host}:{info.port}/{info.dbname}", info.user


def with_password(info: ConnectInfo, password: str) -> ConnectInfo:
    return replace(info, password=password)


def password_for(info: ConnectInfo) -> str | None:
    """The password that this person has for the server, or None."""
    import keyring  # half a second to import: only when a server is used
    from keyring.errors import KeyringError

    if _place(info) in _remembered:
        return _remembered[_place(info)]
    try:
        return keyring.get_password(*_place(info))
    except KeyringError as error:
        log.warning("The keyring cannot be read: %s", error)
        return None


def change(info: ConnectInfo) -> None:
    """The account has a new password: it takes the old one's place, wherever that was kept."""
    import keyring
    from keyring.errors import KeyringError

    try:
        kept = keyring.get_password(*_place(info)) is not None
    except KeyringError:  # a locked keyring kept nothing that we could have signed in with
        kept = False
    remember(info, keep=kept)


def remember(info: ConnectInfo, *, keep: bool) -> bool:
    """Remember the password until the program ends, and with `keep` in the keyring. False: it could not be kept."""
    import keyring
    from keyring.errors import KeyringError

    _remembered[_place(info)] = info.password
    if not keep:
        return True
    try:
        keyring.set_password(*_place(info), info.password)
    except KeyringError as error:
        log.warning("The keyring cannot be written: %s", error)
        return False
    return True
