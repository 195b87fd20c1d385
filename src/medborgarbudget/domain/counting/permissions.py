"""Who may count a vote, see the result before others, and publish it, and when?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.counting.models import Count, ResultPublication, Simulation, SimulationState
from medborgarbudget.domain.counting.policy import SIMULATIONS_AT_ONCE
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.foundation.decisions import YES, Verdict, no

MAY_COUNT = (RoleName.LEAD, RoleName.ADMINISTRATOR)
MAY_LOOK = (RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)


def may_count(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Count, or count again. `person` None stands for the system's own commands."""
    if person is not None and not has_role(person, vote.organisation, *MAY_COUNT):
        return no(_("Bara projektansvarig och administratör får räkna rösterna."))
    return can_be_counted(vote)


def can_be_counted(vote: Vote) -> Verdict:
    """Whether the urn has been opened."""
    if vote.state == VoteState.CANCELLED:
        return no(_("Omröstningen är inställd och räknas inte."))
    if vote.opened_at is None or vote.state not in {VoteState.OPENED, VoteState.PUBLISHED}:
        return no(_("Rösterna kan inte räknas än. Öppna urnan först, när omröstningen har stängt."))
    return YES


def may_see_result(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """See the result before it is published."""
    if person is None or not has_role(person, vote.organisation, *MAY_LOOK):
        return no(_("Bara projektansvarig, administratör och granskare får se resultatet innan det är publicerat."))
    if not Count.objects.of(vote.organisation).filter(vote=vote, official=True).exists():
        return no(_("Rösterna är inte räknade än."))
    return YES


def may_compare(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Have the ballots counted by other rules too, for comparison."""
    allowed = may_count(person, vote, now)
    if not allowed:
        return allowed
    if not Count.objects.of(vote.organisation).filter(vote=vote, official=True).exists():
        return no(_("Räkna rösterna först. Sedan kan du jämföra räknesätten."))
    return YES


def may_simulate(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Try a rule on some ballots. As often as one likes, but a few at a time."""
    if person is None or not has_role(person, cycle.organisation, *MAY_COUNT):
        return no(_("Bara projektansvarig och administratör får prova räknesätt."))
    under_way = Simulation.objects.of(cycle.organisation).filter(
        state__in=[SimulationState.WAITING, SimulationState.RUNNING]
    )
    if under_way.count() >= SIMULATIONS_AT_ONCE:
        return no(
            _("%(count)s prov räknas redan. Vänta tills något av dem är klart, eller ta bort ett.")
            % {"count": SIMULATIONS_AT_ONCE}
        )
    return YES


def may_publish_result(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Make the result public, once."""
    if person is not None and not has_role(person, vote.organisation, *MAY_COUNT):
        return no(_("Bara projektansvarig och administratör får publicera resultatet."))
    opened = can_be_counted(vote)
    if not opened:
        return opened
    if ResultPublication.objects.of(vote.organisation).filter(vote=vote).exists():
        return no(_("Resultatet är redan publicerat."))
    if not Count.objects.of(vote.organisation).filter(vote=vote, official=True).exists():
        return no(_("Räkna rösterna först. Sedan kan du granska resultatet och publicera det."))
    return YES
