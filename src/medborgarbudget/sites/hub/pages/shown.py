"""How is a page's version shown: its blocks with pictures, its headings with anchors?"""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from medborgarbudget.domain.network.pages import queries
from medborgarbudget.domain.network.pages.models import PageVersion
from medborgarbudget.domain.organisations.models import Organisation

POINT_ICONS = ("people", "calendar", "search", "comment", "idea", "map", "trophy", "book")
TELLING_HEADINGS = 3
"""With so many headings a page begins with links to them."""


def blocks_of(network: Organisation, version: PageVersion) -> list[dict[str, Any]]:
    """The blocks as the template wants them; a picture that is gone leaves no trace."""
    pictures = queries.pictures_of(network, [version])
    shown: list[dict[str, Any]] = []
    anchors: set[str] = set()
    for block in version.blocks:
        # A template asked for block.items would get the dict's own: what is repeated is called rows there.
        row = {"rows": block.get("items", []), **block, "template": f"network/pages/blocks/{block['type']}.html"}
        if block["type"] == "picture":
            picture = pictures.get(block["picture"])
            if picture is None:
                continue
            row["image"] = picture
        elif block["type"] == "heading":
            row["anchor"] = _anchor(block["text"], anchors)
        elif block["type"] == "points":
            row["points"] = [
                {"title": title, "text": text, "icon": POINT_ICONS[place % len(POINT_ICONS)]}
                for place, (title, text) in enumerate(block["items"])
            ]
        elif block["type"] == "table":
            row["rows"] = [list(zip(block["head"], cells, strict=True)) for cells in block["rows"]]
        shown.append(row)
    return shown


def contents_of(blocks: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The headings to go to, when they are many enough to be worth it."""
    headings = [{"title": block["text"], "anchor": block["anchor"]} for block in blocks if block["type"] == "heading"]
    return headings if len(headings) >= TELLING_HEADINGS else []


def _anchor(text: str, taken: set[str]) -> str:
    base = "rubrik-" + (slugify(text.lower().translate(str.maketrans("åäö", "aao"))) or "x")[:40]
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor
