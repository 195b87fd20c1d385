"""Which pages, meetings and experts has the demo's network?"""

from __future__ import annotations

from medborgarbudget.demo.hub import Hub


def build(hub: Hub) -> None:
    """Tell it by the product's own verbs."""
