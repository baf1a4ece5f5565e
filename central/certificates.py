"""The certificate of an installation: its own authority's, renewed in time, or one that was given to it."""

import shutil
from pathlib import Path

from central import tls
from central.errors import CentralError
from central.site import Site
from central.textfile import TextFile
from central.work import Work


def authority(site: Site) -> Path:
    """The certificate that clients have to know; it is no secret. Not there when one was given that they know."""
    return site.tls / "ca.crt"


def certificate(site: Site) -> Path:
    return site.tls / "server.crt"


def ensure(site: Site, given: Path | None, key: Path | None, work: Work) -> bool:
    """Make, renew or replace the server's certificate where that is needed; whether it was.

    `given` and `key`: take these instead of an own one, from now on. Raises CentralError, OSError.
    """
    if (given is None) != (key is None):
        raise CentralError("A certificate and its key are given together: --cert and --key.")
    if given and key:
        return _take(site, given, key, work)
    if certificate(site).exists() and not authority(site).exists():
        return False  # given once; who gave it renews it
    reason = _reason(site)
    secret = site.tls / "server.key"
    if site.user and secret.exists() and secret.owner() != site.user:  # it was copied here from another machine
        work.do(f"give {secret} to {site.user}", lambda: site.runtime.own(secret))
    if not authority(site).exists():
        work.do("make a certificate authority of its own", lambda: _make_authority(site))
    if reason:
        work.do(f"issue a certificate for {site.host}{reason}", lambda: _write(site, issue(site, [site.host])))
    return bool(reason)


def issue(site: Site, names: list[str]) -> tls.Issued:
    """A certificate for this server or another one, by this installation's authority."""
    if not authority(site).exists():
        raise CentralError("This server has no certificate authority of its own.")
    own = tls.Issued(authority(site).read_text("ascii"), (site.tls / "ca.key").read_text("ascii"))
    return tls.issue(own, names)


def _reason(site: Site) -> str:
    """Why a certificate has to be issued, as the end of a sentence about it; empty: it has not."""
    path = certificate(site)
    if not path.exists():
        return f", valid for {tls.SERVER_DAYS} days"
    if tls.days_left(path) < tls.RENEW_DAYS:
        return f": the old one expires in {tls.days_left(path)} days"
    if site.host not in tls.names(path):
        return f": the old one is for {', '.join(tls.names(path))}"
    return ""


def _make_authority(site: Site) -> None:
    made = tls.make_authority(site.host)
    TextFile(site.tls / "ca.key", made.key, 0o600).write()
    TextFile(authority(site), made.certificate).write()


def _take(site: Site, given: Path, key: Path, work: Work) -> bool:
    tls.check_pair(given, key)
    own = tls.Issued(given.read_text("ascii"), key.read_text("ascii"))
    if all(file.is_there() for file in _files(site, own)):
        return False
    work.do(f"take the certificate {given}", lambda: _replace_own(site, own))
    return True


def _replace_own(site: Site, given: tls.Issued) -> None:
    """The own authority goes out of use; what it issued is still known to clients that were given it."""
    if authority(site).exists():
        shutil.move(authority(site), site.tls / "ca.crt.unused")
    _write(site, given)


def _write(site: Site, issued: tls.Issued) -> None:
    for file in _files(site, issued):
        file.write()


def _files(site: Site, issued: tls.Issued) -> list[TextFile]:
    return [
        TextFile(site.tls / "server.key", issued.key, 0o600, site.user),
        TextFile(certificate(site), issued.certificate),
    ]
