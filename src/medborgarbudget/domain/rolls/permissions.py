"""Who may read a roll in, have it approved, and change it as a case?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, RuleSheet
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.rolls import queries
from medborgarbudget.domain.rolls.models import Roll, RollState
from medborgarbudget.foundation.decisions import YES, Verdict, no

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


def may_handle_rolls(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Whether the person handles electoral rolls at all."""
    if not has_role(person, cycle.organisation, *LEADS):
        return no(_("Bara projektansvarig eller administratör hanterar röstlängden."))
    return YES


def may_read_in(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Until the vote opens; after that the roll changes only by cases."""
    verdict = may_handle_rolls(person, cycle, now)
    if not verdict:
        return verdict
    if cycle.archived_at is not None:
        return no(_("Omgången är avslutad och lagd i arkivet."))
    if not RuleSheet.objects.filter(cycle=cycle).exists():
        return no(_("Bestäm omgångens regler först. De avgör vem som är gammal nog att rösta."))
    return _not_open(cycle, now)


def _not_open(cycle: Cycle, now: datetime) -> Verdict:
    opens = queries.vote_opens(cycle)
    if opens is not None and opens <= now:
        return no(_("Omröstningen har öppnat. Nu ändras röstlängden bara som ärende, en person i taget."))
    return YES


def may_have_approved(person: Person | None, roll: Roll, now: datetime) -> Verdict:
    """Whether the roll can be put before a second person, and approved by one."""
    verdict = may_handle_rolls(person, roll.cycle, now)
    if not verdict:
        return verdict
    if roll.state != RollState.CHECKED:
        return no(_("Röstlängden väntar inte på godkännande."))
    current = queries.roll_in_force(roll.cycle)
    if (current.pk if current is not None else None) != roll.compared_with_id:
        return no(_("En annan röstlängd har börjat gälla sedan filen lästes. Läs in filen igen."))
    if queries.made_for_other_rules(roll, roll.cycle):
        return no(_("Reglerna om ålder eller vilka som får rösta har ändrats sedan filen lästes. Läs in filen igen."))
    missing = queries.ways_not_in_roll(roll, rules_in_force(roll.cycle).identities)
    if missing:
        return no(missing[0])
    return _not_open(roll.cycle, now)


def may_change(person: Person | None, roll: Roll, now: datetime) -> Verdict:
    """Whether a person may be added, moved or ended as a case."""
    verdict = may_handle_rolls(person, roll.cycle, now)
    if not verdict:
        return verdict
    if roll.state != RollState.APPROVED:
        return no(_("Bara den röstlängd som gäller kan ändras."))
    return YES
