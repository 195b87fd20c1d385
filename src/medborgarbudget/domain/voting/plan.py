"""Which proposals go on the ballot, in which pot, and for the voters of which area? Worked out from the cycle before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import BallotKind, Cycle, Pot, RuleSheet
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.domain.voting.definition import Definition, OptionOnBallot, PotOnBallot, Style
from medborgarbudget.foundation.money import kronor


@dataclass(frozen=True)
class Plan:
    """What the ballot would be. `proposals` are in the order of their numbers on it; `problems` say why it cannot be."""

    definition: Definition
    proposals: list[tuple[Proposal, Pot]]
    problems: list[str] = field(default_factory=list)


def plan_ballot(cycle: Cycle, rules: RuleSheet) -> Plan:
    """The ballot as the accepted proposals, pots and rules give it now."""
    problems: list[str] = []
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
    if rules.ballot_kind == BallotKind.UP_TO_K and not rules.max_choices:
        problems.append(_("Reglerna säger inte hur många förslag man får välja."))
    used = {pot.pk for _proposal, pot in placed}
    pots = [pot for pot in by_area.values() if pot.pk in used]
    definition = Definition(
        kind=rules.ballot_kind,
        styles=tuple(_styles(cycle, pots)),
        pots=tuple(
            PotOnBallot(
                pot.pk, pot.name, pot.amount, rules.max_choices if rules.ballot_kind == BallotKind.UP_TO_K else None
            )
            for pot in pots
        ),
        options=tuple(
            OptionOnBallot(number, proposal.title, int(proposal.cost or 0), pot.pk)
            for number, (proposal, pot) in enumerate(placed, start=1)
        ),
        ceiling=rules.cost_ceiling,
    )
    return Plan(definition, placed, problems)


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
