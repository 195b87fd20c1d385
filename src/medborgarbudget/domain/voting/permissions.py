"""Who may prepare, correct and open a vote, and when may a ballot come in?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.rolls.queries import roll_in_force
from medborgarbudget.domain.voting import queries, sources
from medborgarbudget.domain.voting.identity import unknown_slots
from medborgarbudget.domain.voting.models import KeyLevel, Vote, VoteState
from medborgarbudget.domain.voting.policy import ASSISTED_A_DAY, GRACE
from medborgarbudget.domain.voting.slips import last_post_day
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import YES, Verdict, no

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)
RUNNING = frozenset({VoteState.DRAFT, VoteState.READY})


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
    if vote.state == VoteState.DRAFT:
        return no(_("Omröstningen är inte godkänd att öppna än. Din röst är inte registrerad."))
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
    if vote.state not in RUNNING or now >= vote.closes_at:
        return no(_("Omröstningen har stängt. Då kan inget förslag dras tillbaka från valsedeln."))
    return YES


def may_make_letters(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """While the vote can still take ballots, if its rules let people in by letter."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if not queries.takes_letters(vote):
        return no(_("Reglerna för omgången släpper inte in någon med kodbrev."))
    if vote.state not in RUNNING or now >= vote.closes_at:
        return no(_("Omröstningen har stängt."))
    return YES


def may_offer_forms(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Let letters have a form to post back: while letters can be made, if there is a day left for one to come in."""
    verdict = may_make_letters(person, vote, now)
    if not verdict:
        return verdict
    if last_post_day(vote) < to_local(max(now, vote.opens_at)).date():
        return no(_("Omröstningen stänger för snart: en blankett ska vara framme senast dagen före."))
    return YES


def may_make_slips(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Slips with codes for a school class: by those who lead and those at the desk, when the rules have that way in."""
    if not has_role(person, vote.cycle.organisation, *LEADS, RoleName.DESK):
        return no(_("Bara projektansvarig, administratör eller desk får göra lappar till en klass."))
    if not queries.takes_school(vote):
        return no(_("Reglerna för omgången har inte koder från skolan."))
    roll = roll_in_force(vote.cycle)
    if roll is not None and not roll.summary.get("pupils"):
        return no(
            _(
                "En röstlängd gäller, och den säger inte vilka som går i vilken klass. Då kan lappar inte knytas till eleverna."
            )
        )
    if vote.state != VoteState.READY or now >= vote.closes_at:
        return no(_("Omröstningen har stängt."))
    return YES


def may_assist(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Whether the person may help somebody to vote, now."""
    if not has_role(person, vote.cycle.organisation, RoleName.DESK):
        return no(_("Bara den som har rollen Desk och telefon får hjälpa någon att rösta."))
    if not queries.takes_assisted(vote):
        return no(_("Reglerna för omgången tillåter inte hjälp av personal."))
    verdict = may_cast(vote, now)
    if not verdict:
        return verdict
    if queries.assisted_today(vote, person, now) >= ASSISTED_A_DAY:
        return no(_("Du har hjälpt så många som en person får på en dag. Be en kollega ta över."))
    return YES


def may_review_help(person: Person | None, vote: Vote, helped: queries.HelpedDay, now: datetime) -> Verdict:
    """Whether the person may say that they have looked through what a clerk noted on a day."""
    if not has_role(person, vote.cycle.organisation, RoleName.ADMINISTRATOR, RoleName.AUDITOR):
        return no(_("Bara administratör eller granskare går igenom hjälpen."))
    if person is not None and person.pk == helped.clerk.pk:
        return no(_("Du kan inte granska den hjälp du själv har gett."))
    if helped.review is not None:
        return no(_("Dagen är redan granskad av %(name)s.") % {"name": helped.review.by})
    if helped.day >= to_local(now).date() and now < vote.closes_at:
        return no(_("Dagen är inte slut. Den kan granskas i morgon."))
    return YES


def may_open_urn(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """After closing and the minutes of grace, once. `clock` is the database's."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        return no(_("Urnan är redan öppnad."))
    if vote.state == VoteState.DRAFT:
        return no(_("Omröstningen har aldrig öppnats. Det finns inget att öppna i urnan."))
    if vote.state != VoteState.READY:
        return no(_("Omröstningen är inställd."))
    if vote.urn_approved_at is not None:
        return no(_("Öppningen är redan godkänd. Nyckelhållarna kan öppna urnan."))
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


def slots_are_known(vote: Vote) -> Verdict:
    """Whether every slot in the urn belongs to somebody in the roll. Reads the whole roll: asked when the urn is opened, not on every page."""
    unknown = unknown_slots(vote)
    if unknown:
        return no(
            _(
                "%(number)d platser i urnan hör inte till någon i röstlängden. Inget är öppnat. Kontakta den som driver tjänsten, och granskaren."
            )
            % {"number": unknown}
        )
    return YES


def may_hand_in_opening(person: Person | None, vote: Vote) -> Verdict:
    """When two people have approved that the urn is opened, until it has been."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        return no(_("Urnan är redan öppnad."))
    if vote.urn_approved_at is None or vote.level != KeyLevel.STANDARD:
        return no(_("Två personer måste först godkänna att urnan öppnas."))
    return YES


def may_change_holders(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """Until the vote opens: ballots are sealed to the three from then on. `clock` is the database's."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if vote.level != KeyLevel.STANDARD:
        return no(_("Omröstningen har nivån Bas. Då håller tjänsten nyckeln."))
    if queries.phase_of(vote, clock) is not queries.Phase.BEFORE:
        return no(
            _(
                "Omröstningen har öppnat. Rösterna är förseglade till de tre som är nyckelhållare nu, och de kan inte bytas."
            )
        )
    return YES


def may_release(person: Person | None, vote: Vote, now: datetime) -> Verdict:
    """Approve that the vote opens."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    return can_be_released(vote, now)


def can_be_released(vote: Vote, now: datetime) -> Verdict:
    """Whether everything is there for the vote to open."""
    if vote.state != VoteState.DRAFT:
        return no(_("Omröstningen är redan godkänd att öppna."))
    if now >= vote.closes_at:
        return no(_("Tiden för omröstningen har gått ut. Ändra stegets tider först."))
    missing = [*queries.missing_keys(vote), *queries.missing_for_identity(vote.cycle, vote.rule_sheet)]
    return no(missing[0]) if missing else YES


def may_extend(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """Move the end while the vote is open, never after. `clock` is the database's."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    phase = queries.phase_of(vote, clock)
    if phase is queries.Phase.BEFORE:
        return no(_("Omröstningen har inte öppnat. Ändra tiderna i omgångens steg."))
    if phase is not queries.Phase.OPEN:
        return no(_("Omröstningen har stängt. Då kan den inte förlängas."))
    return YES


def may_set_aside(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """Make a ballot void: while the vote is open, and until the urn is approved to be opened."""
    verdict = may_lead_vote(person, vote.cycle)
    if not verdict:
        return verdict
    if vote.state != VoteState.READY or vote.urn_approved_at is not None or clock < vote.opens_at:
        return no(_("En röst kan ogiltigförklaras från att omröstningen öppnar tills urnan ska öppnas."))
    return YES
