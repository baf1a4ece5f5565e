"""What a scan refuses before it costs memory."""

import io

import pytest

from locanext.formats.damage import Damage
from locanext.formats.xml_scan import XmlScan

ELEMENTS = 1_100_000


def scanned(document: bytes) -> XmlScan:
    scan = XmlScan(io.BytesIO(document).read, "utf-8")
    for _ in scan:
        pass
    return scan


def test_elements_within_one_another_without_end() -> None:
    with pytest.raises(Damage, match="stand inside one another"):
        scanned(b"<a>" * ELEMENTS)


@pytest.mark.parametrize("element", [b"<b></b>", b"<b/>", b"<!-- c -->", b"<?x y?>", b"<b c='/>'></b>"])
def test_as_many_beside_one_another(element: bytes) -> None:
    assert scanned(b"<a>" + element * ELEMENTS + b"</a>").is_over
