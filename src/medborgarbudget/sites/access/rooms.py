"""How do the rooms of a site tell a page their share of it? In modules of one name, that are found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache


@cache
def load(site: str, name: str, first: Sequence[str] = ()) -> None:
    """Import the module of this name in every room of the site ("medborgarbudget.sites.staff") that has one, so that its functions are known.

    Rooms named in `first` (a tuple) come in that order before the others, which follow by name.
    """
    house = importlib.import_module(site)
    order = {room: place for place, room in enumerate(first)}
    rooms = [room.name for room in pkgutil.iter_modules(house.__path__) if room.ispkg and room.name != "desk"]
    for room in sorted(rooms, key=lambda each: (order.get(each, len(order)), each)):
        folder = importlib.import_module(f"{site}.{room}")
        if any(each.name == name for each in pkgutil.iter_modules(folder.__path__)):
            importlib.import_module(f"{folder.__name__}.{name}")
