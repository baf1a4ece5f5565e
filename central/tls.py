"""Certificates: an authority of the installation's own, and what it issues for servers.

By the package `cryptography`, which the keyring needs on Linux anyway: no program whose output is to be read, and no
temporary files with keys.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from central.errors import CentralError

AUTHORITY_DAYS, SERVER_DAYS = 3650, 397
_HOST = re.compile(r"(\*\.)?[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?")
RENEW_DAYS = 60
"""A certificate that has less than these left is issued anew by the next init."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key, as PEM texts."""

    certificate: str
    key: str


def make_authority(name: str) -> Issued:
    """An authority that can issue for servers and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"LocaNext {name}"[:64])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = (
        _builder(subject, subject, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(made, key)


def issue(authority: Issued, names: Sequence[str], days: int = SERVER_DAYS) -> Issued:
    """A server's certificate. `names`: all by which clients reach it, as they write it: host names or addresses."""
    parent = x509.load_pem_x509_certificate(authority.certificate.encode())
    signing = serialization.load_pem_private_key(authority.key.encode(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    alternatives = x509.SubjectAlternativeName([_general(name) for name in dict.fromkeys(names)])
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    made = (
        _builder(_name(names[0][:64]), parent.subject, key.public_key(), days)
        .add_extension(alternatives, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(authority_id, critical=False)
        .sign(signing, hashes.SHA256())
    )
    return _pem(made, key)


def days_left(path: Path, now: datetime | None = None) -> int:
    """Until a certificate expires; negative: since. Raises OSError, CentralError when the file holds none."""
    return (_load(path).not_valid_after_utc - (now or datetime.now(UTC))).days


def names(path: Path) -> list[str]:
    """The hosts that a certificate is for."""
    found = _load(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
    return [*found.get_values_for_type(x509.DNSName), *addresses]


def is_issued_by(path: Path, authority: Path) -> bool:
    """Whether an authority has signed a certificate."""
    try:
        _load(path).verify_directly_issued_by(_load(authority))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def check_pair(certificate: Path, key: Path) -> None:
    """Raise CentralError when a key is not the certificate's."""
    try:
        found = serialization.load_pem_private_key(key.read_bytes(), None).public_key()
    except (ValueError, TypeError) as error:
        raise CentralError(f"{key} does not hold a key without a password: {error}") from error
    if _der(found) != _der(_load(certificate).public_key()):
        raise CentralError(f"The key in {key} is not that of the certificate in {certificate}.")


def _der(key: object) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(serialization.Encoding.DER, form))  # type: ignore[attr-defined]


def _load(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise CentralError(f"{path} does not hold a certificate: {error}") from error


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # for clients whose clock is slow
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        if not _HOST.fullmatch(name):
            raise CentralError(f"“{name}” is no name of a computer, as certificates have them.") from None
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Issued:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(encoding, form, serialization.NoEncryption())
    return Issued(certificate.public_bytes(encoding).decode("ascii"), private.decode("ascii"))
