"""Which outcomes are possible, if each tie may fall either way?

For small elections: every order of the projects that take part in any tie is tried, the same order through a whole
count, as a lot drawn once would be.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from pbcount.counting import CHOOSERS, admitted
from pbcount.election import Election
from pbcount.spec import OptionsError, RuleSpec

MOST_TIED = 7


def all_outcomes(election: Election, spec: RuleSpec) -> list[tuple[str, ...]]:
    """Every set of winners that some tie order gives: sorted ids, the sets sorted too.

    Raises ``OptionsError`` when more than ``MOST_TIED`` projects are tied with others, and for comparisons.
    """
    if spec.compare:
        raise OptionsError("compare", "all outcomes cannot be told for a count that is compared with another")
    if spec.at_least:
        raise OptionsError("at_least", "all outcomes cannot be told where the dearest may be shut out")
    contest, _ = admitted(election, spec)
    involved: set[int] = set()
    tried: set[tuple[int, ...]] = set()
    found: set[frozenset[int]] = set()
    grown = True
    while grown:
        grown = False
        if len(involved) > MOST_TIED:
            raise OptionsError("ties", f"more than {MOST_TIED} projects are tied: too many orders to try")
        for order in permutations(sorted(involved)):
            if order in tried:
                continue
            tried.add(order)
            # The tied ones first, in this order; the others keep theirs among themselves.
            places = {position: place - len(order) for place, position in enumerate(order)}
            lowest = min(contest.ranks, default=0)
            ranks = [places.get(p, rank - lowest) for p, rank in enumerate(contest.ranks)]
            choice = CHOOSERS[spec.rule](replace(contest, ranks=ranks, weigh_ties=False))
            found.add(frozenset(choice.chosen))
            tied = {position for _, group, _ in choice.ties for position in group}
            if not tied <= involved:
                involved |= tied
                grown = True
                break
    names = [tuple(sorted(election.projects[position].id for position in chosen)) for chosen in found]
    return sorted(names)
