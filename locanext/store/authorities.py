"""The certificate authorities that this computer trusts, as libpq takes them.

libpq has a word for them, "system". It means the folder that was chosen when its OpenSSL was built, and in psycopg's
wheels that is one that no computer has. Python knows where each system keeps them, Windows' own store too.
"""

import atexit
import os
import ssl
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SYSTEM = "system"


@cache
def known_authorities() -> str:
    """A value for `sslrootcert`: a file with the authorities; "system" when this computer names none."""
    file = ssl.get_default_verify_paths().cafile
    return file or _written(ssl.create_default_context().get_ca_certs(binary_form=True))


def _written(certificates: Iterable[bytes]) -> str:
    """In a file that is gone when the program ends. `certificates` in DER."""
    text = "".join(map(ssl.DER_cert_to_PEM_cert, certificates))
    if not text:
        return SYSTEM
    handle, path = tempfile.mkstemp(prefix="locanext-", suffix=".pem")
    atexit.register(Path(path).unlink, missing_ok=True)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    return path
