"""From a text to the units that may have it: sorted 8-byte hashes. Whoever asks compares the texts themselves."""

from hashlib import blake2b
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from locanext.matching.array_files import ArrayFolder, ArrayWriter

Rows = npt.NDArray[np.int32]
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


def hash_of(*parts: str) -> int:
    """0 to 2**64 - 1, the same on every machine."""
    digest = blake2b(digest_size=8)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:%s" % (len(encoded), encoded))
    return int.from_bytes(digest.digest(), "little")


class ExactIndex:
    """Rows by the hash of a text, and among equal hashes in the order in which they were given."""

    def __init__(self, arrays: ArrayFolder, name: str) -> None:
        self._hashes = arrays.array(f"{name}.hashes")
        self._rows = arrays.array(f"{name}.rows")

    @staticmethod
    def write(writer: ArrayWriter, name: str, hashes: npt.NDArray[np.uint64], rows: Rows) -> None:
        """`hashes[n]` belongs to `rows[n]`."""
        order = np.argsort(hashes, kind="stable")
        writer.add(f"{name}.hashes", hashes[order])
        writer.add(f"{name}.rows", rows[order])

    def rows(self, *parts: str) -> Rows:
        """Of the texts with the hash of `parts`."""
        wanted = np.uint64(hash_of(*parts))
        start, end = (int(self._hashes.searchsorted(wanted, side)) for side in _SIDES)
        return cast(Rows, self._rows[start:end])
