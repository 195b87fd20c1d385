"""Who may hand out a ballot, open a box, read ballots, settle, approve and read again, and when?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.paper import queries
from medborgarbudget.domain.paper.models import BatchState, PaperBatch
from medborgarbudget.domain.paper.policy import exchanges_must_be_explained, must_be_explained
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.domain.voting.permissions import may_cast
from medborgarbudget.domain.voting.policy import GRACE
from medborgarbudget.foundation.decisions import YES, Verdict, no

CLERKS = (RoleName.DESK, RoleName.LEAD, RoleName.ADMINISTRATOR)
LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


def may_work_with_paper(person: Person | None, vote: Vote) -> Verdict:
    """Whether the person works at desks or leads."""
    if not has_role(person, vote.organisation, *CLERKS):
        return no(_("Bara den som arbetar i disken, projektansvarig eller administratör får göra det här."))
    return YES


def may_hand_out(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """While the vote takes ballots. `clock` is the database's."""
    verdict = may_work_with_paper(person, vote)
    if not verdict:
        return verdict
    if may_cast(vote, clock):
        return YES
    if vote.state == VoteState.CANCELLED:
        return no(_("Omröstningen är inställd."))
    if clock < vote.opens_at:
        return no(_("Omröstningen öppnar %(when)s.") % {"when": moment_in_words(vote.opens_at, clock)})
    return no(
        _("Omröstningen stängde %(when)s. Lämna inte ut fler valsedlar.")
        % {"when": moment_in_words(vote.closes_at, clock)}
    )


def may_lead_paper(person: Person | None, vote: Vote) -> Verdict:
    if not has_role(person, vote.organisation, *LEADS):
        return no(_("Bara projektansvarig eller administratör får göra det här."))
    return YES


def may_register_batch(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """From when the vote opens until the urn is opened."""
    verdict = may_work_with_paper(person, vote)
    if not verdict:
        return verdict
    if vote.state != VoteState.READY:
        return no(_("Urnan är öppnad. Inga fler lådor kan tas emot."))
    if clock < vote.opens_at:
        return no(_("Omröstningen har inte öppnat än."))
    return YES


def may_register_posted(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """From when the vote opens until the urn is opened; what is registered after closing is listed, never lost."""
    verdict = may_work_with_paper(person, vote)
    if not verdict:
        return verdict
    if not queries.takes_posted(vote):
        return no(_("Breven i omröstningen har ingen blankett att posta."))
    if vote.state != VoteState.READY or vote.urn_approved_at is not None:
        return no(_("Urnan är öppnad. Inga fler kuvert kan registreras."))
    if clock < vote.opens_at:
        return no(_("Omröstningen har inte öppnat än."))
    return YES


def may_sort_posted(person: Person | None, vote: Vote, clock: datetime) -> Verdict:
    """When nothing can come in any more that takes the place of an envelope, until the urn is opened."""
    verdict = may_register_posted(person, vote, clock)
    if not verdict:
        return verdict
    if clock < vote.closes_at + GRACE:
        return no(
            _("Kuverten sorteras när omröstningen har stängt, %(when)s, och två minuter har gått.")
            % {"when": moment_in_words(vote.closes_at, clock)}
        )
    if not queries.posted_numbers(vote).held:
        return no(_("Det finns inga kuvert att sortera."))
    return YES


def may_open_box(person: Person | None, batch: PaperBatch, clock: datetime) -> Verdict:
    """When the vote has closed: until then nobody, not even staff, can know how paper voters chose."""
    verdict = may_register_batch(person, batch.vote, clock)
    if not verdict:
        return verdict
    if clock < batch.vote.closes_at:
        return no(
            _("Lådan öppnas när omröstningen har stängt, %(when)s.")
            % {"when": moment_in_words(batch.vote.closes_at, clock)}
        )
    if batch.state != BatchState.SEALED:
        return no(_("Lådan är redan öppnad."))
    return YES


def may_key(person: Person | None, batch: PaperBatch) -> Verdict:
    """The first two who begin are the clerks of the batch."""
    verdict = may_work_with_paper(person, batch.vote)
    if not verdict:
        return verdict
    if batch.state == BatchState.SEALED:
        return no(_("Öppna lådan först."))
    if batch.state == BatchState.APPROVED:
        return no(_("Bunten är godkänd. Den ändras bara med en ny bunt som rättar den."))
    clerks = {batch.first_clerk_id, batch.second_clerk_id}
    if person is not None and None not in clerks and person.pk not in clerks:
        return no(_("Två andra läser in den här bunten."))
    return YES


def may_settle(person: Person | None, batch: PaperBatch) -> Verdict:
    """A third person, when both clerks are done."""
    verdict = may_work_with_paper(person, batch.vote)
    if not verdict:
        return verdict
    if batch.state != BatchState.KEYING:
        return no(_("Det finns inget att avgöra."))
    if person is not None and person.pk in {batch.first_clerk_id, batch.second_clerk_id}:
        return no(_("Du har själv läst in bunten. Någon annan avgör skillnaderna."))
    if queries.numbers_of(batch).unread:
        return no(_("Båda måste läsa in alla valsedlar först."))
    return YES


def may_approve(person: Person | None, batch: PaperBatch, now: datetime) -> Verdict:
    """Two who lead and have read none of the ballots; when all are read, settled and the numbers explained."""
    verdict = may_lead_paper(person, batch.vote)
    if not verdict:
        return verdict
    if batch.vote.state != VoteState.READY:
        return no(_("Urnan är öppnad."))
    if batch.state != BatchState.KEYING:
        return no(_("Bunten är redan godkänd.") if batch.state == BatchState.APPROVED else _("Lådan är inte öppnad."))
    if person is not None and person.pk in queries.readers_of(batch):
        return no(_("Du har själv läst valsedlar i bunten. Två andra godkänner den."))
    numbers = queries.numbers_of(batch)
    if numbers.unread:
        return no(_("Alla valsedlar är inte lästa av två."))
    if numbers.differing:
        return no(_("%(n)d valsedlar är lästa olika. Någon tredje måste avgöra dem.") % {"n": numbers.differing})
    if must_be_explained(batch.ballots, batch.check_ins) and not batch.explanation:
        return no(
            _("Det låg %(ballots)d valsedlar i lådan men bara %(check_ins)d är avprickade. Skriv en förklaring först.")
            % {"ballots": batch.ballots or 0, "check_ins": batch.check_ins}
        )
    exchanged, spoiled = queries.exchanged_and_spoiled(batch)
    if exchanges_must_be_explained(exchanged, spoiled) and not batch.explanation:
        return no(
            _(
                "I disken byttes %(exchanged)d valsedlar den dagen, men %(spoiled)d förstörda har kommit in. Skriv en förklaring först."
            )
            % {"exchanged": exchanged, "spoiled": spoiled}
        )
    return YES


def may_correct(person: Person | None, batch: PaperBatch, now: datetime) -> Verdict:
    """An approved batch, before the urn is opened, once."""
    verdict = may_lead_paper(person, batch.vote)
    if not verdict:
        return verdict
    if batch.vote.state != VoteState.READY:
        return no(_("Urnan är öppnad."))
    if batch.state != BatchState.APPROVED:
        return no(_("Bunten är inte godkänd än. Den kan läsas om som den är."))
    if PaperBatch.objects.filter(corrects=batch).exists():
        return no(_("Bunten rättas redan av en annan."))
    return YES


def may_read_sample(person: Person | None, vote: Vote) -> Verdict:
    """The auditor."""
    if not has_role(person, vote.organisation, RoleName.AUDITOR):
        return no(_("Bara granskaren drar och läser stickprovet."))
    return YES
