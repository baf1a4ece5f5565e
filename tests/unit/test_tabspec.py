"""Tabs are found by their folders, without Qt."""

import subprocess
import sys
from collections import OrderedDict

import pytest

from locanext import tabs
from locanext.tabspec import TabSpec


def test_widget_is_imported_when_asked_for() -> None:
    assert TabSpec("x", "X", 1, "", "collections:OrderedDict").load_widget() is OrderedDict


@pytest.mark.parametrize("widget", ["collections", "collections.OrderedDict"])
def test_widget_without_a_class_is_refused(widget: str) -> None:
    with pytest.raises(ValueError, match="module:Class"):
        TabSpec("x", "X", 1, "", widget).load_widget()


def test_tabs_are_found_in_order_with_names_of_their_own() -> None:
    specs = tabs.discover()
    assert [spec.order for spec in specs] == sorted(spec.order for spec in specs)
    assert len({spec.id for spec in specs}) == len(specs)


def test_discovery_brings_no_qt() -> None:
    program = "import sys; from locanext import tabs; tabs.discover(); print('PySide6' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
