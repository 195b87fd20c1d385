"""What are the kinds of things that can be found called?"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, tuple[Promise, str]] = {
    "example": (_("Goda exempel"), "trophy"),
    "library": (_("Biblioteket"), "book"),
    "meeting": (_("Träffar"), "calendar"),
    "page": (_("Sidor"), "document"),
    "news": (_("Nyheter"), "bell"),
    "expert": (_("Experter"), "star"),
    "member": (_("Medlemmar"), "people"),
    "question": (_("Frågor och svar"), "question"),
    "document": (_("Dokument"), "paperclip"),
    "newsletter": (_("Nyhetsbrev"), "letter"),
}
"""Kind → its name and icon, in the order shown. A kind that is not here comes last, under "Övrigt"."""

OTHER: tuple[Promise, str] = (_("Övrigt"), "list")


def kind_name(kind: str) -> str:
    """ "Goda exempel" for "example"."""
    return str(KINDS.get(kind, OTHER)[0])


def kind_icon(kind: str) -> str:
    return KINDS.get(kind, OTHER)[1]
