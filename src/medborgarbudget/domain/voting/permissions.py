"""Who may prepare, correct and open a vote, and when may a ballot come in?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.voting import queries, sources
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.domain.voting.policy import GRACE
from medborgarbudget.foundation.decisions import YES, Verdict, no

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


def may_lead_vote(person: Person | None, cycle: Cycle) -> Verdict:
    """Whether the person leads votes in the cycle's organisation at all."""
    if not has_role(person, cycle.organisation, *LEADS):
        return no(_("Bara projektansvarig eller administratör får göra det här."))
    return YES


def may_prepare_vote(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """The first thing missing is the reason; queries.missing_before_vote gives them all."""
    verdict = may_lead_vote(person, cycle)
    if not verdict:
        return verdict
    missing = queries.missing_before_vote(cycle, now)
    return no(missing[0]) if missing else YES


def may_cast(vote: Vote, arrived: datetime) -> Verdict:
    """Whether a ballot that arrived at this moment, by the database's clock, may go into the urn."""
    if vote.state == VoteState.CANCELLED:
        return no(_("Omröstningen är inställd. Din röst är inte registrerad."))
    if arrived < vote.opens_at:
        return no(
            _("Omröstningen öppnar %(when)s. Din röst är inte registrerad.")
            % {"when": moment_in_words(vote.opens_at, arrived)}
        )
    if arrived >= vote.closes_at or vote.state != VoteState.READY:
        return no(
            _(
                "Omröstningen stängde %(when)s. Det du nu skickade är inte registrerat. Hade du redan röstat gäller den rösten."
            )
            % {"when": moment_in_words(vote.closes_at, arrived)}
        )
    return YES


def may_withdraw_option(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Until the vote closes; after that the ballots stand as they are."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if vote.state != VoteState.READY or now >= vote.closes_at:
        return no(_("Omröstningen har stängt. Då kan inget förslag dras tillbaka från valsedeln."))
    return YES


def may_make_letters(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """While the vote can still take ballots, if its rules let people in by letter."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if not queries.takes_letters(vote):
        return no(_("Reglerna för omgången släpper inte in någon med kodbrev."))
    if vote.state != VoteState.READY or now >= vote.closes_at:
        return no(_("Omröstningen har stängt."))
    return YES


def may_open_urn(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """After closing and the minutes of grace, once. `clock` is the database's."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        return no(_("Urnan är redan öppnad."))
    if vote.state != VoteState.READY:
        return no(_("Omröstningen är inställd."))
    if clock < vote.closes_at:
        return no(
            _("Omröstningen pågår till %(when)s. Urnan kan öppnas två minuter efter det.")
            % {"when": moment_in_words(vote.closes_at, clock)}
            if clock >= vote.opens_at
            else _("Omröstningen har inte öppnat än.")
        )
    missing = sources.missing_before_opening(vote)
    if missing:
        return no(missing[0])
    if clock < vote.closes_at + GRACE:
        return no(_("Omröstningen har just stängt. Vänta två minuter på röster som kom in i tid men ännu är på väg."))
    return YES
