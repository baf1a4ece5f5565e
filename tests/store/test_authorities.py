"""The certificate authorities that this computer trusts."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from central import tls
from locanext.store import authorities
from locanext.store.authorities import known_authorities


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    known_authorities.cache_clear()
    yield
    known_authorities.cache_clear()


def test_the_file_that_the_system_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "authorities.pem"
    path.write_text(tls.make_authority("a").certificate, "ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    assert known_authorities() == str(path)


def test_those_of_a_store_become_a_file() -> None:
    made = tls.make_authority("a").certificate
    path = Path(authorities._written([ssl.PEM_cert_to_DER_cert(made)]))
    assert path.read_text("ascii") == made
    assert path.stat().st_mode & 0o077 == 0


def test_a_computer_that_names_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert known_authorities() == "system"
