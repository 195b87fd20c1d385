"""What limits do pages have, and which languages? Plain values: no database, no clock."""

from __future__ import annotations

ORIGINAL = "sv"
"""The language that is written first; the others are translations of it."""

MAX_BLOCKS = 60
FEEDBACK_AN_HOUR = 60
"""How many answers one page takes in an hour: more than that are not readers."""
FEEDBACK_TEXT = 1000
NEWS_ON_FRONT = 3
RESERVED = frozenset({"flode", "ny", "nyheter", "om"})
