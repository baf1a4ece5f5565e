"""The tabs: each is a folder with a `SPEC`, found here. This module knows none of them by name."""

import pkgutil
from importlib import import_module

from locanext.tabspec import TabSpec


def discover() -> tuple[TabSpec, ...]:
    """The specs of all tab folders, in their order. Imports no Qt; a folder without a `SPEC` is an error."""
    specs = [import_module(f"{__name__}.{found.name}").SPEC for found in pkgutil.iter_modules(__path__) if found.ispkg]
    for spec in specs:
        if not isinstance(spec, TabSpec):
            raise TypeError(f"SPEC of a tab is a TabSpec, not {spec!r}")
    return tuple(sorted(specs, key=lambda spec: (spec.order, spec.id)))
