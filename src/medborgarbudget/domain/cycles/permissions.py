"""Who may set up and change a cycle, and when is it too late?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import steps
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

LEADING = (RoleName.LEAD, RoleName.ADMINISTRATOR)


def may_create(person: Person | None, organisation: Organisation, now: datetime) -> Verdict:
    """Start a new cycle in the organisation."""
    if not has_role(person, organisation, *LEADING):
        return no(_("Bara projektansvariga och administratörer kan starta en omgång."))
    return YES


def may_change(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Change what a cycle says about itself, and its steps."""
    if not has_role(person, cycle.organisation, *LEADING):
        return no(_("Bara projektansvariga och administratörer kan ändra en omgång."))
    if cycle.archived_at is not None:
        return no(_("Omgången ligger i arkivet och kan inte ändras."))
    return YES


def may_publish(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Show the cycle to everybody. What is missing is told by `readiness`."""
    verdict = may_change(person, cycle, now)
    if verdict and cycle.published_at is not None:
        return no(_("Omgången är redan publicerad."))
    return verdict


def may_archive(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Put the cycle away; not while people vote in it."""
    verdict = may_change(person, cycle, now)
    if verdict and Deed.VOTE in steps.open_deeds(cycle, now):
        return no(_("Omgången kan inte arkiveras medan omröstningen pågår."))
    return verdict


def may_change_terms(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Change rules, money, areas or themes: all that a vote rests on."""
    verdict = may_change(person, cycle, now)
    if not verdict:
        return verdict
    if steps.voting_has_opened(cycle, now):
        opened, _closed = steps.times_of(cycle, Deed.VOTE)
        assert opened is not None
        return no(
            _(
                "Regler, pengar och områden är låsta sedan omröstningen öppnade %(when)s. Alla ska rösta på samma villkor."
            )
            % {"when": steps.moment_in_words(opened, now)}
        )
    return YES


def needs_reason(cycle: Cycle, now: datetime) -> bool:
    """Whether a change must say why: from when people can have sent in proposals on the present terms."""
    opened, _closed = steps.times_of(cycle, Deed.PROPOSE)
    return cycle.published_at is not None and opened is not None and opened <= now


def may_register_decision(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Write what an elected body decided into the register; also when the cycle is archived."""
    if not has_role(person, cycle.organisation, *LEADING):
        return no(_("Bara projektansvariga och administratörer kan registrera beslut."))
    return YES
