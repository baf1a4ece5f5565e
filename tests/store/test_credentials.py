"""Passwords: in the keyring if they shall be kept, in memory in any case, nowhere else."""

import logging
from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from locanext.store import credentials
from locanext.store.connect import ConnectInfo

INFO = ConnectInfo("loc.example.com", 6433, "locanext", "민지", "비밀 1")


class Keyring(keyring.backend.KeyringBackend):
    """A keyring that works, for as long as the test runs."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class LockedKeyring(Keyring):
    """One whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("not unlocked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked("not unlocked")


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins as a program that has just started, and gives the keyring back."""
    monkeypatch.setattr(credentials, "_remembered", {})
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_remembered", {})


def test_kept_for_the_next_program(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring()
    keyring.set_keyring(ring)
    assert credentials.password_for(INFO) is None
    assert credentials.remember(INFO, keep=True)
    start_anew(monkeypatch)
    assert credentials.password_for(INFO) == "비밀 1"
    assert ring.kept == {("LocaNext loc.example.com:6433/locanext", "민지"): "비밀 1"}


def test_not_kept_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring()
    keyring.set_keyring(ring)
    assert credentials.remember(INFO, keep=False)
    assert credentials.password_for(INFO) == "비밀 1"
    assert ring.kept == {}
    start_anew(monkeypatch)
    assert credentials.password_for(INFO) is None


def test_each_server_and_person_has_its_own() -> None:
    keyring.set_keyring(Keyring())
    credentials.remember(INFO, keep=True)
    others = [
        ConnectInfo("other", INFO.port, INFO.dbname, INFO.user, ""),
        ConnectInfo(INFO.host, 1, INFO.dbname, INFO.user, ""),
        ConnectInfo(INFO.host, INFO.port, "other", INFO.user, ""),
        ConnectInfo(INFO.host, INFO.port, INFO.dbname, "other", ""),
    ]
    assert [credentials.password_for(other) for other in others] == [None] * 4


@pytest.mark.parametrize("ring", [NoKeyring, LockedKeyring])
def test_without_a_keyring_it_is_remembered_for_now(
    ring: type[keyring.backend.KeyringBackend], caplog: pytest.LogCaptureFixture
) -> None:
    keyring.set_keyring(ring())
    with caplog.at_level(logging.WARNING):
        assert credentials.password_for(INFO) is None
        assert not credentials.remember(INFO, keep=True)
    assert credentials.password_for(INFO) == "비밀 1"
    assert "keyring" in caplog.text
    assert "비밀" not in caplog.text


def test_a_new_password_replaces_the_old_one() -> None:
    keyring.set_keyring(Keyring())
    credentials.remember(INFO, keep=True)
    credentials.remember(credentials.with_password(INFO, "new"), keep=True)
    assert credentials.password_for(INFO) == "new"


@pytest.mark.parametrize("keep", [True, False])
def test_a_changed_password_is_kept_where_the_old_one_was(monkeypatch: pytest.MonkeyPatch, keep: bool) -> None:
    keyring.set_keyring(Keyring())
    credentials.remember(INFO, keep=keep)
    credentials.change(credentials.with_password(INFO, "new"))
    assert credentials.password_for(INFO) == "new"
    start_anew(monkeypatch)
    assert credentials.password_for(INFO) == ("new" if keep else None)
