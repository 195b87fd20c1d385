"""How does something early in a cycle set off something later without knowing of it? It publishes an event; the later one subscribes.

Handlers run at once, inside the publisher's transaction: what they write stands or falls with what was announced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` for each published event of the type. Called once, from an AppConfig's `ready`."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: object) -> None:
    """Tell every subscriber, in the order they subscribed. An error in one undoes the whole deed."""
    for handler in _handlers[type(event)]:
        handler(event)
