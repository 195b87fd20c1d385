"""How long may a message be, and how long is one kept that nobody has vouched for?"""

from __future__ import annotations

from datetime import timedelta

LIMITS = {"name": 80, "body_name": 120, "text": 5000, "reply": 8000}
UNCONFIRMED_KEPT = timedelta(days=3)
WAITED_LONG = timedelta(days=5)
"""A message that has waited so long for an answer cannot wait any longer."""
