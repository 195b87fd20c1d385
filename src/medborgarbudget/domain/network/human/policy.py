"""How much work must a browser do, and how much may come from one place before more is asked for?"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

WORK = 40_000
"""Highest number that the browser may have to try: about a second on an old phone, half of it on average."""
PROOF_LASTS = timedelta(hours=4)
"""From when the form was shown: long enough to be interrupted while filling it in."""

PROVEN_PER_NETWORK = 20
"""Posts with done work from one network in an hour; those after it are asked for a mailed code too, so nobody is locked out."""
PROVEN_PER_ADDRESS = 10
"""Posts with done work in one person's name in a day. Each sends a receipt, and nobody's mailbox is to be filled by others."""
UNPROVEN_PER_NETWORK = 5
"""Posts without, in an hour. Each sends a mail, so more are told to wait or to turn on JavaScript."""
UNPROVEN_PER_ADDRESS = 3
"""Codes to one address in a day."""
UNPROVEN_IN_ALL = 200
"""Codes that a network office sends in an hour, from wherever they are asked for."""

CODE_DIGITS = 6
CODE_LASTS = timedelta(days=2)
CODE_TRIES = 6


class Judgement(StrEnum):
    """What is to be done with a post: take it, hold it until a mailed code comes back, or keep nothing of it."""

    PROVEN = "proven"
    NEEDS_CODE = "needs_code"
    TOO_MANY = "too_many"
