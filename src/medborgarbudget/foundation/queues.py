"""In which line does background work wait? What somebody is waiting for at a sign-in page never stands behind a count.

`serve` runs one worker for each line, so a line is as long as its own work and no longer.
"""

from __future__ import annotations

SOON = "default"
"""Mail, codes and what else is done in a moment. Work that names no line waits here."""

LONG = "long"
"""What may take minutes: counting, searching, reading in a roll, making letters, sending an issue to all subscribers."""

ALL = (SOON, LONG)
