"""Which program made a count?"""

from __future__ import annotations

from importlib.metadata import version


def program_version() -> str:
    """ "pbcount 0.1.0"."""
    return f"pbcount {version('medborgarbudget')}"
