"""What are the .pb format's own categories called in Swedish, and which icon has each?"""

from __future__ import annotations

CATEGORIES = {
    "education": ("Utbildning", "book"),
    "public transit and roads": ("Trafik och vägar", "bike"),
    "health": ("Hälsa", "heart"),
    "welfare": ("Omsorg", "people"),
    "public space": ("Mötesplatser", "bench"),
    "urban greenery": ("Grönska", "tree"),
    "culture": ("Kultur", "art"),
    "sport": ("Idrott", "sport"),
    "environmental protection": ("Miljö", "water"),
}
OTHER_ICON = "tree"
LONGEST = 60


def category_name(category: str) -> str:
    """The Swedish name of a category of the format; another one as it stands, with a capital letter."""
    text = " ".join(category.split())
    named = CATEGORIES.get(text.lower())
    name = named[0] if named else text[:1].upper() + text[1:]
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def category_icon(category: str) -> str:
    """Its icon, by the design's name."""
    return CATEGORIES.get(category.strip().lower(), ("", OTHER_ICON))[1]
