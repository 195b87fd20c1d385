"""How is an item of the library put before people?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Tag
from medborgarbudget.domain.network.library import policy
from medborgarbudget.domain.network.library.models import ItemKind, ItemState, LibraryItem

ICONS: dict[str, str] = {
    ItemKind.METHOD: "tools",
    ItemKind.GUIDE: "book",
    ItemKind.FILM: "play",
    ItemKind.NEWS: "flag",
    ItemKind.RESEARCH: "idea",
    ItemKind.LAW: "scale",
}
STATE_TONES: dict[str, str] = {
    ItemState.SUGGESTED: "warning",
    ItemState.PUBLISHED: "success",
    ItemState.DECLINED: "outline",
    ItemState.WITHDRAWN: "outline",
}


def cards_of(items: Iterable[LibraryItem], now: datetime) -> list[dict[str, Any]]:
    """For the list."""
    return [card_of(item, now) for item in items]


def card_of(item: LibraryItem, now: datetime) -> dict[str, Any]:
    return {
        "item": item,
        "url": reverse("network:library-item", kwargs={"item": item.pk}),
        "icon": ICONS[item.kind],
        "when": dates.long_date(item.dated, now),
        "country": policy.COUNTRIES.get(item.country, "") if item.country not in {"", "SE"} else "",
        "language": policy.LANGUAGES.get(item.language, item.language) if item.language != "sv" else "",
        "tags": item.tags,
        "broken": Tag(_("Länken är trasig"), "danger", "warning") if item.has_broken_link else None,
    }


def state_tag(item: LibraryItem) -> Tag:
    """A state in words with colour."""
    return Tag(str(ItemState(item.state).label), STATE_TONES[item.state])  # type: ignore[arg-type]
