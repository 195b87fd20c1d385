"""How do the rooms of the network tell the desk their share? A room has modules that are found by themselves.

`waiting.py` with functions marked `@waits` (see waiting.py here) and `figures.py` with functions marked `@counts` (see figures.py here).
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

ORDER = ("interest", "members", "meetings", "room", "examples", "library")
"""Rooms that come first, in this order; the others follow by name."""


@cache
def load(name: str) -> None:
    """Import the module of this name in every room that has one, so that its functions are known."""
    hub = importlib.import_module("medborgarbudget.sites.hub")
    parts = [part for part in pkgutil.iter_modules(hub.__path__) if part.ispkg and part.name != "desk"]
    for part in sorted(parts, key=lambda each: ORDER.index(each.name) if each.name in ORDER else len(ORDER)):
        folder = importlib.import_module(f"{hub.__name__}.{part.name}")
        if any(each.name == name for each in pkgutil.iter_modules(folder.__path__)):
            importlib.import_module(f"{folder.__name__}.{name}")
