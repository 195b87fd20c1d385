"""What wins when districts and the whole city are counted one after the other?

A voter has one ballot for the district and one for the whole city; each count has its own budget and file. A project
that was put forward at both levels, or stands in the way of another, may win once: of projects in conflict the one whose
count comes first keeps its place (in Warszawa the districts come first), and the others are withdrawn before theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pbcount.counting import count
from pbcount.election import Election, ElectionError
from pbcount.outcome import Outcome
from pbcount.spec import RuleSpec


def count_levels(
    counts: Sequence[tuple[Election, RuleSpec]], conflicts: Sequence[Sequence[tuple[int, str]]] = ()
) -> list[Outcome]:
    """Count in this order. Each conflict lists projects as (which count, id), of which at most one wins.

    Conflicts within one count belong in its spec; here those between counts are kept.
    """
    for group in conflicts:
        for at, name in group:
            if not 0 <= at < len(counts) or name not in counts[at][0].index:
                raise ElectionError(f"there is no project {name!r} in count {at} to be in conflict")
    outcomes: list[Outcome] = []
    for at, (election, spec) in enumerate(counts):
        for group in conflicts:
            if any(one < at and name in outcomes[one].winners for one, name in group):
                for one, name in group:
                    if one == at:
                        listed = election.projects[election.index[name]]
                        election = election.with_project(replace(listed, withdrawn=True))
        outcomes.append(count(election, spec))
    return outcomes
