"""How does a demo vote look with another kind of ballot than its own? The same likings, marked the way the kind asks for."""

from __future__ import annotations

from dataclasses import replace

from medborgarbudget.demo.story import Script
from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.ballots.kinds import kind_of


def with_ballot(script: Script, name: str) -> Script:
    """The script of a cycle that votes with this kind of ballot, by the counting rule we propose for it."""
    kind = kind_of(name)
    return replace(
        script,
        ballot_kind=name,
        counting_rule=kind.rules[0],
        max_choices=(5 if kind.control is Control.PLACE else 3) if "max_choices" in kind.settings else None,
        points_total=10 if "points_total" in kind.settings else None,
        points_each=5 if "points_each" in kind.settings else None,
        pots_by_area=script.pots_by_area or kind.free_areas > 0,
    )
