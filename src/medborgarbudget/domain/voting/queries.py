"""What is there to know about a vote? Never how it stands while it is open: no query here tells anything about choices before the urn is opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Prefetch
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from medborgarbudget.domain.assessment.permissions import may_prepare_vote as assessment_done
from medborgarbudget.domain.cycles.models import Cycle, Deed, Identity, RuleSheet
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import moment_in_words, times_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.voting import receipts
from medborgarbudget.domain.voting.definition import Definition, from_data, numbers_in
from medborgarbudget.domain.voting.models import (
    BallotLog,
    BallotSlot,
    CodeLetter,
    CodeLetterBatch,
    OpenedBallot,
    Vote,
    VoteOption,
    VoteState,
)
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.domain.voting.policy import GRACE, Channel


class Phase(StrEnum):
    """Where a vote is at a moment, by its times and by what people have done with it."""

    BEFORE = "before"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    OPENED = "opened"
    CANCELLED = "cancelled"


def vote_of(cycle: Cycle) -> Vote | None:
    """The cycle's vote, if one has been prepared and not called off."""
    return (
        Vote.objects.filter(cycle=cycle)
        .exclude(state=VoteState.CANCELLED)
        .select_related("cycle__organisation", "rule_sheet", "opened_by")
        .first()
    )


def vote_at(organisation: Organisation, cycle_slug: str) -> Vote | None:
    """The running vote of the organisation's cycle at this address name, with its cycle and rules, in one query."""
    return (
        Vote.objects.of(organisation)
        .annotate(read_at=Now())
        .filter(cycle__slug=cycle_slug)
        .exclude(state=VoteState.CANCELLED)
        .select_related("cycle__organisation", "rule_sheet")
        .first()
    )


def arrival_of(vote: Vote) -> datetime:
    """The database's clock when the vote was read by `vote_at`: the moment a ballot sent with that request came in."""
    moment: datetime = vote.read_at  # type: ignore[attr-defined]
    return moment


def definition_of(vote: Vote) -> Definition:
    """The ballot definition."""
    return from_data(vote.definition)


def phase_of(vote: Vote, now: datetime) -> Phase:
    """Where the vote is at the moment."""
    if vote.state == VoteState.CANCELLED:
        return Phase.CANCELLED
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        return Phase.OPENED
    if now < vote.opens_at:
        return Phase.BEFORE
    if now < vote.closes_at:
        return Phase.OPEN
    return Phase.CLOSING if now < vote.closes_at + GRACE else Phase.CLOSED


def identities_of(rules: RuleSheet) -> list[str]:
    """How voters may show who they are, in the order offered; by e-mail code when the rules say nothing."""
    return [value for value in Identity.values if value in rules.identities] or [Identity.EMAIL_CODE.value]


def takes_letters(vote: Vote) -> bool:
    return Identity.CODE_LETTER in identities_of(vote.rule_sheet)


def takes_email(vote: Vote) -> bool:
    return Identity.EMAIL_CODE in identities_of(vote.rule_sheet)


def missing_before_vote(cycle: Cycle, now: datetime) -> list[str]:
    """Everything that stands between the cycle and a ballot, each in a sentence; empty when it can be prepared."""
    missing: list[str] = []
    if Vote.objects.filter(cycle=cycle).exclude(state=VoteState.CANCELLED).exists():
        return [_("Valsedeln är redan förberedd.")]
    if cycle.published_at is None:
        missing.append(_("Omgången är inte publicerad."))
    opens, closes = times_of(cycle, Deed.VOTE)
    if opens is None:
        missing.append(_("Inget steg i omgången har en dag då omröstningen öppnar."))
    elif closes is None:
        missing.append(_("Steget med omröstning har ingen tid då den stänger."))
    elif closes <= now:
        missing.append(
            _("Tiden för omröstningen gick ut %(when)s. Ändra stegets tider.") % {"when": moment_in_words(closes, now)}
        )
    try:
        rules = rules_in_force(cycle)
    except RuleSheet.DoesNotExist:
        return [*missing, _("Omgången har inga regler för omröstningen.")]
    verdict = assessment_done(cycle)
    if not verdict:
        missing.append(str(verdict.reason))
    return missing + plan_ballot(cycle, rules).problems


def options_for_page(vote: Vote, numbers: list[int] | None = None) -> list[VoteOption]:
    """The options with what a card shows of their proposals. In two queries however many there are."""
    from medborgarbudget.domain.proposals.models import ProposalPicture

    found = VoteOption.objects.filter(vote=vote).select_related("proposal__theme", "proposal__cycle_area__area", "pot")
    if numbers is not None:
        found = found.filter(number__in=numbers)
    pictures = Prefetch("proposal__pictures", queryset=ProposalPicture.objects.order_by("position", "id"))
    return list(found.prefetch_related(pictures, "notices"))


@dataclass(frozen=True)
class Turnout:
    """How many have voted. `by_style` is told only when the urn is open: area code (or "") → number."""

    received: int
    by_style: dict[str, int] | None


def turnout(vote: Vote) -> Turnout:
    """The number of ballots received, and by area when the urn has been opened."""
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        rows = OpenedBallot.objects.filter(vote=vote).values_list("style").annotate(n=Count("key")).order_by("style")
        by_style = {str(style): int(number) for style, number in rows}
        return Turnout(sum(by_style.values()), by_style)
    return Turnout(BallotSlot.objects.filter(vote=vote).exclude(channel=Channel.PAPER).count(), None)


def opened_ballots(vote: Vote) -> list[OpenedBallot]:
    """Every ballot of an opened vote, ordered by its random key, without options that were withdrawn while voting.

    Empty before the urn is opened. A ballot whose only choices were withdrawn is still here, with no choices: it was cast.
    """
    withdrawn = set(vote.withdrawn)
    ballots = list(OpenedBallot.objects.filter(vote=vote).order_by("key"))
    if withdrawn:
        for ballot in ballots:
            ballot.choices = [
                choice
                for choice, number in zip(ballot.choices, numbers_in(ballot.choices), strict=True)
                if number not in withdrawn
            ]
    return ballots


class Standing(StrEnum):
    """What a receipt code leads to."""

    IN_THE_LOG = "in_the_log"
    COUNTED = "counted"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


def standing_of(vote: Vote, code: str) -> tuple[Standing, bytes | None]:
    """What has become of the envelope that a receipt code speaks of, and its leaf. Until the urn is opened only that it is in the log."""
    beginning = receipts.beginning_of(code)
    if beginning is None:
        return Standing.UNREADABLE, None
    found = BallotLog.objects.filter(vote=vote, leaf__gte=beginning, leaf__lte=beginning + b"\xff" * 22).first()
    if found is None:
        return Standing.UNKNOWN, None
    leaf = bytes(found.leaf)
    if found.counted is None:
        return Standing.IN_THE_LOG, leaf
    return (Standing.COUNTED if found.counted else Standing.REPLACED), leaf


def letter_batches(vote: Vote) -> list[CodeLetterBatch]:
    """The batches of letters, oldest first."""
    return list(CodeLetterBatch.objects.filter(vote=vote).select_related("cycle_area__area", "taken_by", "created_by"))


def letters_by_state(vote: Vote) -> Counter[str]:
    """How many letters there are in each state."""
    rows = CodeLetter.objects.filter(vote=vote).values_list("state").annotate(n=Count("id"))
    return Counter({str(state): int(number) for state, number in rows})
