"""What may an item hold, which countries and languages are offered, and when is a link to be looked at again? Plain values."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COUNTRIES: dict[str, Promise] = {
    "SE": _("Sverige"),
    "BR": _("Brasilien"),
    "CA": _("Kanada"),
    "DE": _("Tyskland"),
    "DK": _("Danmark"),
    "ES": _("Spanien"),
    "FI": _("Finland"),
    "FR": _("Frankrike"),
    "GB": _("Storbritannien"),
    "IS": _("Island"),
    "IT": _("Italien"),
    "KE": _("Kenya"),
    "KR": _("Sydkorea"),
    "NL": _("Nederländerna"),
    "NO": _("Norge"),
    "PL": _("Polen"),
    "PT": _("Portugal"),
    "TW": _("Taiwan"),
    "US": _("USA"),
}
"""ISO code → name. An item about the world at large has none."""

LANGUAGES: dict[str, Promise] = {
    "sv": _("svenska"),
    "en": _("engelska"),
    "fi": _("finska"),
    "da": _("danska"),
    "no": _("norska"),
    "de": _("tyska"),
    "es": _("spanska"),
    "fr": _("franska"),
    "pt": _("portugisiska"),
    "pl": _("polska"),
}

CHECK_EVERY = timedelta(days=180)
MOST_TAGS = 8
LONGEST_TAG = 30
MOST_FILE_BYTES = 25 * 1024 * 1024


def tags_of(text: str) -> list[str]:
    """ "Ungdom, skola,ungdom" → ["ungdom", "skola"]: small letters, each once, nothing that would not fit."""
    parts = (re.sub(r"[|\s]+", " ", part).strip().lower() for part in text.replace(";", ",").split(","))
    return list(dict.fromkeys(part[:LONGEST_TAG] for part in parts if part))


def is_due(checked_on: date | None, today: date) -> bool:
    """Whether a link is to be looked at again."""
    return checked_on is None or today - checked_on >= CHECK_EVERY


FILE_KINDS: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-", "application/pdf"),
    "docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pptx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "odt": (b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
    "odp": (b"PK\x03\x04", "application/vnd.oasis.opendocument.presentation"),
}
"""Ending → how such a file begins, and its media type."""


def file_kind(name: str, beginning: bytes) -> str:
    """The ending, when the file is of a known kind and begins as such a file does; otherwise empty."""
    ending = name.rpartition(".")[2].lower()
    known = FILE_KINDS.get(ending)
    return ending if known and beginning.startswith(known[0]) else ""
