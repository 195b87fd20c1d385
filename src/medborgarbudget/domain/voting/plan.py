"""Which proposals go on the ballot, in which pot, and for the voters of which area? Worked out from the cycle before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.ballots.kind import Kind
from medborgarbudget.domain.ballots.kinds import kind_of
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle, Pot, RuleSheet
from medborgarbudget.domain.cycles.policy import RuleValues, limits_of
from medborgarbudget.domain.cycles.readiness import values_of
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.domain.voting.definition import Definition, OptionOnBallot, PotOnBallot, Style
from medborgarbudget.foundation.money import kronor


@dataclass(frozen=True)
class Plan:
    """What the ballot would be. `proposals` are in the order of their numbers on it; `problems` say why it cannot be, `notes` what to know."""

    definition: Definition
    proposals: list[tuple[Proposal, Pot]]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plan_ballot(cycle: Cycle, rules: RuleSheet) -> Plan:
    """The ballot as the accepted proposals, pots and rules give it now."""
    problems: list[str] = []
    notes: list[str] = []
    by_area: dict[int | None, Pot] = {pot.cycle_area_id: pot for pot in cycles.pots(cycle)}
    whole = by_area.get(None)
    placed: list[tuple[Proposal, Pot]] = []
    proposals = Proposal.objects.filter(cycle=cycle, state=ProposalState.ACCEPTED).order_by("number", "id")
    for proposal in proposals:
        pot = by_area.get(proposal.cycle_area_id) or whole
        if pot is None:
            problems.append(
                _("%(proposal)s har ingen pott att tävla om. Ge förslaget ett område eller omgången en pott.")
                % {"proposal": proposal.title}
            )
        elif proposal.cost is None:
            problems.append(_("%(proposal)s saknar kostnad.") % {"proposal": proposal.title})
        elif proposal.cost > pot.amount:
            values = {
                "proposal": proposal.title,
                "cost": kronor(proposal.cost),
                "pot": pot.name,
                "amount": kronor(pot.amount),
            }
            problems.append(_("%(proposal)s kostar %(cost)s. Det är mer än potten %(pot)s på %(amount)s.") % values)
        elif rules.cost_ceiling is not None and proposal.cost > rules.cost_ceiling:
            values = {"proposal": proposal.title, "cost": kronor(proposal.cost), "ceiling": kronor(rules.cost_ceiling)}
            problems.append(_("%(proposal)s kostar %(cost)s. Reglerna tillåter högst %(ceiling)s.") % values)
        else:
            placed.append((proposal, pot))
    if not proposals:
        problems.append(_("Inget förslag har gått vidare till omröstningen."))
    used = {pot.pk for _proposal, pot in placed}
    pots = [pot for pot in by_area.values() if pot.pk in used]
    said = values_of(rules)
    kind = kind_of(rules.ballot_kind)
    problems += list(kind.faults(limits_of(said)).values())
    if kind.free_areas and placed and len(pots) == 1:
        problems.append(_("Bara en pott har förslag. Då finns inget annat område att rösta i. Välj en annan valsedel."))
    definition = Definition(
        kind=rules.ballot_kind,
        styles=tuple(_styles(cycle, pots)),
        pots=tuple(_pots(kind, said, pots, placed, problems, notes)),
        options=tuple(
            OptionOnBallot(number, proposal.title, int(proposal.cost or 0), pot.pk)
            for number, (proposal, pot) in enumerate(placed, start=1)
        ),
        ceiling=rules.cost_ceiling,
    )
    return Plan(definition, placed, problems, notes)


def _pots(
    kind: Kind,
    values: RuleValues,
    pots: list[Pot],
    placed: list[tuple[Proposal, Pot]],
    problems: list[str],
    notes: list[str],
) -> Iterator[PotOnBallot]:
    """The pots with their limits. A pot with fewer options than the rules have in mind gets lower limits of its own, which the ballot
    tells and `notes` says. What nobody could satisfy is added to the problems.
    """
    costs = {pot.pk: [int(proposal.cost or 0) for proposal, own in placed if own.pk == pot.pk] for pot in pots}
    for pot in pots:
        limits = limits_of(values, amount=pot.amount, named=pot.name)
        fitted = kind.fitted(limits, len(costs[pot.pk]))
        if fitted != limits:
            notes.append(
                ngettext(
                    "%(pot)s har bara %(n)d förslag. Där står det så här på valsedeln: %(how)s",
                    "%(pot)s har bara %(n)d förslag. Där står det så här på valsedeln: %(how)s",
                    len(costs[pot.pk]),
                )
                % {"pot": pot.name, "n": len(costs[pot.pk]), "how": kind.instruction(fitted)}
            )
            limits = fitted
        problem = kind.cannot_fill(limits, costs[pot.pk])
        if problem:
            problems.append(problem)
        yield PotOnBallot(pot.pk, pot.name, pot.amount, limits.most, limits.least, limits.points, limits.most_each)


def _styles(cycle: Cycle, pots: list[Pot]) -> list[Style]:
    """One ballot for all when no area has a pot of its own; else one per area, with the area's pot and the pot of the whole."""
    whole = [pot.pk for pot in pots if pot.cycle_area_id is None]
    own = {pot.cycle_area_id: pot.pk for pot in pots if pot.cycle_area_id is not None}
    if not own:
        return [Style("", "", tuple(whole))]
    styles = []
    for area in cycles.areas(cycle):
        covered = ([own[area.pk]] if area.pk in own else []) + whole
        if covered:
            styles.append(Style(area.area.code, area.area.name, tuple(covered)))
    return styles
