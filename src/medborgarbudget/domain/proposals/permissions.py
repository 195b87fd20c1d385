"""Who may do what with a proposal, and when? Each answer is yes, or no with the reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import may_now, times_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.proposals import policy
from medborgarbudget.domain.proposals.models import Comment, Proposal, ProposalState
from medborgarbudget.foundation.clock import STOCKHOLM, to_local
from medborgarbudget.foundation.decisions import YES, Verdict, no

MODERATORS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
FRONT = (*MODERATORS, RoleName.DESK)
"""Those who take in proposals for others and answer people: they see how to reach the proposer."""


def may_propose(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Anybody while the step is open; signing in or a confirmed address comes last."""
    return may_now(cycle, Deed.PROPOSE, now)


def may_edit(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """The author, while proposals are taken in and before assessment has begun."""
    if person is None or proposal.author_id != person.pk:
        return no(_("Bara den som har lämnat förslaget kan ändra det."))
    if proposal.state not in policy.EDITABLE_BY_AUTHOR:
        return no(
            _(
                "Förslaget har börjat bedömas och kan inte ändras längre. Skriv en kommentar om något behöver läggas till."
            )
        )
    return may_now(proposal.cycle, Deed.PROPOSE, now)


def may_withdraw(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """The author, until the proposal has been assessed."""
    if person is None or proposal.author_id != person.pk:
        return no(_("Bara den som har lämnat förslaget kan dra tillbaka det."))
    if proposal.state == ProposalState.WITHDRAWN:
        return no(_("Förslaget är redan tillbakadraget."))
    if proposal.state not in policy.WITHDRAWABLE:
        return no(_("Förslaget är färdigbedömt och kan inte dras tillbaka. Kontakta oss om något har blivit fel."))
    return YES


def may_support(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """Whoever is signed in, once each, the author too: the number says how many people stand behind it."""
    if person is None:
        return no(_("Logga in för att stödja förslaget."))
    open_now = may_now(proposal.cycle, Deed.SUPPORT, now)
    if not open_now:
        return open_now
    if proposal.state not in policy.SUPPORTABLE:
        return no(_("Det här förslaget tar inte emot stöd längre."))
    return YES


def may_comment(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """Whoever is signed in, while comments are open."""
    if person is None:
        return no(_("Logga in för att kommentera."))
    if not proposal.is_public:
        return no(_("Förslaget går inte att kommentera."))
    return may_now(proposal.cycle, Deed.COMMENT, now)


def may_follow(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """Whoever is signed in, whatever step the cycle is in."""
    if person is None:
        return no(_("Logga in för att följa förslaget."))
    return YES if proposal.is_public else no(_("Förslaget går inte att följa."))


def may_flag(person: Person | None, thing: Proposal | Comment, now: datetime) -> Verdict:
    """Whoever is signed in, about what others have written."""
    if person is None:
        return no(_("Logga in för att anmäla något som bryter mot reglerna."))
    if thing.author_id == person.pk:
        return no(_("Du kan inte anmäla det du själv har skrivit. Du kan ändra det eller dra tillbaka det."))
    return YES


def may_moderate(person: Person | None, organisation: Organisation, now: datetime) -> Verdict:
    """Administrator, lead and communicator."""
    if has_role(person, organisation, *MODERATORS):
        return YES
    return no(_("Bara administratör, projektansvarig och kommunikatör granskar förslag och kommentarer."))


def may_see_contact(person: Person | None, organisation: Organisation, now: datetime) -> Verdict:
    """Those who answer people; not auditors, assessors or elected representatives."""
    if has_role(person, organisation, *FRONT):
        return YES
    return no(_("Kontaktuppgifter visas bara för den som svarar förslagsställare."))


def may_enter(person: Person | None, cycle: Cycle, received_on: date, now: datetime) -> Verdict:
    """Front staff, for what reached the organisation on a day when proposals were taken in."""
    if not has_role(person, cycle.organisation, *FRONT):
        return no(_("Bara desk, kommunikatör, projektansvarig och administratör registrerar förslag åt andra."))
    if received_on > to_local(now).date():
        return no(_("Förslaget kan inte ha kommit in i framtiden."))
    opens, closes = times_of(cycle, Deed.PROPOSE)
    began = datetime.combine(received_on, time.min, tzinfo=STOCKHOLM)
    ended = datetime.combine(received_on + timedelta(days=1), time.min, tzinfo=STOCKHOLM)
    if cycle.archived_at is not None or opens is None or ended <= opens or (closes is not None and began >= closes):
        return no(_("Den dagen tog omgången inte emot förslag. Kontrollera datumet då förslaget kom in."))
    return YES


def may_edit_as_staff(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """Front staff, with a reason, until the proposal is on a ballot."""
    if not has_role(person, proposal.organisation, *FRONT):
        return no(_("Bara desk, kommunikatör, projektansvarig och administratör ändrar andras förslag."))
    if proposal.state not in policy.EDITABLE_BY_STAFF:
        return no(_("Förslaget ändras inte när det står på en valsedel, är tillbakadraget eller dolt."))
    return YES
