"""What is there to know about a vote? Never how it stands while it is open: no query here tells anything about choices before the urn is opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, Prefetch
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from medborgarbudget.domain.assessment.permissions import may_prepare_vote as assessment_done
from medborgarbudget.domain.cycles.models import Cycle, Deed, GroupKind, Identity, RuleSheet
from medborgarbudget.domain.cycles.policy import plain_group
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import moment_in_words, times_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls.models import Roll
from medborgarbudget.domain.rolls.queries import classes_to_print, made_for_other_rules, roll_in_force, ways_not_in_roll
from medborgarbudget.domain.voting import keys, receipts
from medborgarbudget.domain.voting.definition import Definition, from_data, numbers_in
from medborgarbudget.domain.voting.models import (
    AssistedPlace,
    AssistedReview,
    AssistedVote,
    BallotLog,
    BallotSlot,
    BatchKind,
    Checkpoint,
    CodeLetter,
    CodeLetterBatch,
    KeyHolder,
    KeyLevel,
    LogAlarm,
    OpenedBallot,
    OpeningStatement,
    SetAside,
    Vote,
    VoteOption,
    VoteState,
)
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.domain.voting.policy import GRACE, assisted_sample_size
from medborgarbudget.foundation import sms
from medborgarbudget.foundation.clock import to_local

BY_PERSON = frozenset({Identity.EID, Identity.ASSISTED})
"""Ways in that lead one person to one place in the vote also without a roll: somebody has seen who it is."""

BY_ADDRESS = frozenset({Identity.EMAIL_CODE, Identity.SMS_CODE})
"""Ways in by an address, of which one may have several."""


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
        .select_related("cycle__organisation", "organisation", "rule_sheet", "opened_by", "opened_beside")
        .first()
    )


def vote_at(organisation: Organisation, cycle_slug: str) -> Vote | None:
    """The running vote of the organisation's cycle at this address name, with its cycle, in one query.

    Each ballot sent begins with it, and most of its time goes to putting the query together: so nothing is joined or sorted that is known.
    """
    found = (
        Vote.objects.of(organisation)
        .annotate(read_at=Now())
        .filter(cycle__slug=cycle_slug)
        .exclude(state=VoteState.CANCELLED)
        .select_related("cycle")
        .order_by()[:1]
    )
    for vote in found:
        vote.organisation = vote.cycle.organisation = organisation
        return vote
    return None


def arrival_of(vote: Vote) -> datetime:
    """The database's clock when the vote was read by `vote_at`: the moment a ballot sent with that request came in."""
    moment: datetime = vote.read_at  # type: ignore[attr-defined]
    return moment


def definition_of(vote: Vote) -> Definition:
    """The ballot definition."""
    return from_data(vote.definition)


def phase_of(vote: Vote, now: datetime) -> Phase:
    """Where the vote is at the moment. One that nobody has approved stays before its opening, whatever its times say."""
    if vote.state == VoteState.CANCELLED:
        return Phase.CANCELLED
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        return Phase.OPENED
    if vote.state == VoteState.DRAFT or now < vote.opens_at:
        return Phase.BEFORE
    if now < vote.closes_at:
        return Phase.OPEN
    return Phase.CLOSING if now < vote.closes_at + GRACE else Phase.CLOSED


def identities_of(rules: RuleSheet) -> list[str]:
    """How voters may show who they are, in the order offered; by e-mail code when the rules say nothing."""
    return [value for value in Identity.values if value in rules.identities] or [Identity.EMAIL_CODE.value]


def takes_letters(vote: Vote) -> bool:
    return Identity.CODE_LETTER in identities_of(vote.rule_sheet)


def takes_school(vote: Vote) -> bool:
    return Identity.SCHOOL_CLASS in identities_of(vote.rule_sheet)


def takes_assisted(vote: Vote) -> bool:
    return Identity.ASSISTED in identities_of(vote.rule_sheet)


def takes_email(vote: Vote) -> bool:
    return Identity.EMAIL_CODE in identities_of(vote.rule_sheet)


def takes_sms(vote: Vote) -> bool:
    return Identity.SMS_CODE in identities_of(vote.rule_sheet)


def takes_ones_word(vote: Vote) -> bool:
    """Whether one person could vote twice by saying so: there is no roll, and an address can be anybody's, or there are ways that do not meet."""
    ways = set(identities_of(vote.rule_sheet))
    if roll_in_force(vote.cycle) is not None:
        return False
    return bool(ways & BY_ADDRESS) or len(ways - BY_PERSON) + bool(ways & BY_PERSON) > 1


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
    missing += missing_for_identity(cycle, rules)
    verdict = assessment_done(cycle)
    if not verdict:
        missing.append(str(verdict.reason))
    return missing + plan_ballot(cycle, rules).problems


def missing_for_identity(cycle: Cycle, rules: RuleSheet) -> list[str]:
    """What the ways to show who one is lack, so that each in the roll can come in and nobody twice."""
    ways = identities_of(rules)
    missing: list[str] = []
    if Identity.EID in ways and not settings.EID_PROVIDERS:
        missing.append(
            _(
                "Reglerna säger e-legitimation, men tjänsten har ingen. Be den som driver tjänsten, eller ändra reglerna."
            )
        )
    if Identity.SMS_CODE in ways and not sms.is_ready():
        missing.append(
            _(
                "Reglerna säger kod i sms, men tjänsten kan inte skicka sms. Be den som driver tjänsten, eller ändra reglerna."
            )
        )
    if ways == [Identity.ASSISTED]:
        missing.append(_("Välj också ett sätt att rösta utan hjälp av personal."))
    roll = roll_in_force(cycle)
    if roll is not None and made_for_other_rules(roll, cycle):
        missing.append(_("Röstlängden är läst med andra regler om ålder eller vilka som får rösta. Läs in den igen."))
    if roll is not None:
        return missing + ways_not_in_roll(roll, ways)
    if Identity.EID in ways and set(ways) - BY_PERSON:
        missing.append(
            _(
                "Utan röstlängd kan e-legitimation inte stå bredvid koder: samma person skulle kunna rösta två gånger. Läs in en "
                "röstlängd, eller välj bara det ena i reglerna."
            )
        )
    if rules.group_kind == GroupKind.GROUP or (rules.group_kind and ways != [Identity.SCHOOL_CLASS]):
        missing.append(
            _("Bara vissa får rösta, enligt reglerna. Läs in en röstlängd, så att det går att se vilka de är.")
        )
    return missing


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
    return Turnout(BallotSlot.objects.filter(vote=vote).exclude(envelope=b"").count(), None)


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
    CONTROL = "control"
    PAPER = "paper"
    POSTED = "posted"
    VOID = "void"
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
    return Standing(found.fate) if found.fate else Standing.IN_THE_LOG, leaf


def assisted_votes(vote: Vote) -> list[AssistedVote]:
    """When, where and by whom somebody was helped to vote, in order."""
    return list(AssistedVote.objects.filter(vote=vote).select_related("clerk"))


def assisted_today(vote: Vote, person: Person | None, now: datetime) -> int:
    """How many the person has helped in the last day."""
    return AssistedVote.objects.filter(vote=vote, clerk=person, hour__gt=now - timedelta(days=1)).count()


def school_batches(vote: Vote) -> list[CodeLetterBatch]:
    """Slips for school classes, oldest first."""
    return [batch for batch in letter_batches(vote) if batch.kind == BatchKind.SCHOOL]


@dataclass(frozen=True)
class HelpedDay:
    """What one clerk noted on a day of the help they gave, and what somebody else said of it."""

    clerk: Person
    day: date
    notes: list[AssistedVote]
    review: AssistedReview | None

    @property
    def number(self) -> int:
        return len(self.notes)

    @property
    def cast(self) -> int:
        """How many of those helped cast a ballot."""
        return sum(note.cast for note in self.notes)

    @property
    def by_phone(self) -> int:
        return sum(note.place == AssistedPlace.PHONE for note in self.notes)

    @property
    def most_in_an_hour(self) -> int:
        return max(Counter(note.hour for note in self.notes).values(), default=0)

    @property
    def sample(self) -> list[AssistedVote]:
        """Notes that the reviewer looks at one by one: the same each time, and not to be foreseen by the clerk."""
        drawn = sorted(
            self.notes, key=lambda note: keys.keyed_hash(settings.KEYS.slot, "assisted sample", str(note.pk))
        )
        return sorted(drawn[: assisted_sample_size(len(drawn))], key=lambda note: (note.hour, note.pk))


def helped_days(vote: Vote) -> list[HelpedDay]:
    """Help to vote by day and clerk, latest day first."""
    notes: dict[tuple[date, int], list[AssistedVote]] = {}
    for note in assisted_votes(vote):
        notes.setdefault((to_local(note.hour).date(), note.clerk_id), []).append(note)
    reviews = {
        (review.day, review.clerk_id): review
        for review in AssistedReview.objects.filter(vote=vote).select_related("by")
    }
    found = [HelpedDay(some[0].clerk, day, some, reviews.get((day, clerk))) for (day, clerk), some in notes.items()]
    return sorted(found, key=lambda one: (-one.day.toordinal(), str(one.clerk), one.clerk.pk))


def helped_day(vote: Vote, clerk_id: int, day: date) -> HelpedDay | None:
    """What one clerk noted on one day; None when they helped nobody."""
    return next((one for one in helped_days(vote) if (one.clerk.pk, one.day) == (clerk_id, day)), None)


def classes_without_slips(vote: Vote, roll: Roll) -> list[tuple[str, int]]:
    """The roll's school classes that no slips have been ordered for, each with its number of pupils."""
    made = {plain_group(batch.label) for batch in school_batches(vote)}
    return [(name, number) for name, number in classes_to_print(roll) if plain_group(name) not in made]


def letter_batches(vote: Vote) -> list[CodeLetterBatch]:
    """The batches of letters, oldest first."""
    batches = CodeLetterBatch.objects.filter(vote=vote).exclude(kind=BatchKind.PERSON, finished_at=None)
    return list(batches.select_related("cycle_area__area", "taken_by", "created_by"))


def letters_by_state(vote: Vote) -> Counter[str]:
    """How many letters there are in each state."""
    rows = CodeLetter.objects.filter(vote=vote).values_list("state").annotate(n=Count("id"))
    return Counter({str(state): int(number) for state, number in rows})


def missing_keys(vote: Vote) -> list[str]:
    """What key holders still have to do before a Standard vote may open, each in a sentence. Empty for the level Bas."""
    if vote.level != KeyLevel.STANDARD:
        return []
    holders = KeyHolder.objects.filter(vote=vote, replaced_at=None)
    there = len(holders)
    missing = []
    if there < 3:
        missing.append(_("Det finns %(there)d nyckelhållare av 3.") % {"there": there})
    rehearsed = rehearsed_by(vote)
    idle = [holder.name for holder in holders if holder.pk not in rehearsed]
    if idle:
        missing.append(_("De här nyckelhållarna har inte övat på att öppna: %(names)s.") % {"names": ", ".join(idle)})
    return missing


def rehearsed_by(vote: Vote) -> set[int]:
    """Ids of the holders who have opened the rehearsal urn with another."""
    done = OpeningStatement.objects.filter(vote=vote, rehearsal=True).values_list("holder_id", flat=True)
    return {pk for pk in done if pk is not None}


@dataclass(frozen=True)
class LogView:
    """A vote's log as anybody may see it."""

    leaves: int
    waiting: int
    checkpoint: Checkpoint | None
    checkpoints: list[Checkpoint]
    alarms: list[LogAlarm]


def log_of(vote: Vote) -> LogView:
    """Sizes, checkpoints with co-signatures, newest first, and alarms."""
    checkpoints = list(Checkpoint.objects.filter(vote=vote).prefetch_related("cosignatures").order_by("-size"))
    leaves = BallotLog.objects.filter(vote=vote).count()
    placed = checkpoints[0].size if checkpoints else 0
    return LogView(
        leaves, leaves - placed, checkpoints[0] if checkpoints else None, checkpoints, list(vote.log_alarms.all())
    )


def controls_of(vote: Vote) -> list[SetAside]:
    """The control ballots of an opened vote, with what was in them; none before."""
    if vote.state not in {VoteState.OPENED, VoteState.PUBLISHED}:
        return []
    return list(SetAside.objects.filter(vote=vote, fate=BallotLog.Fate.CONTROL).exclude(content=None).order_by("leaf"))


@dataclass(frozen=True)
class Extension:
    """A moved end: from when to when, decided when, and why."""

    was: datetime
    to: datetime
    at: datetime
    reason: str


def extensions_of(vote: Vote) -> list[Extension]:
    """How the end has been moved, the first time first."""
    moment = datetime.fromisoformat
    return [Extension(moment(x["from"]), moment(x["to"]), moment(x["at"]), str(x["reason"])) for x in vote.extensions]


def tells_standing(vote: Vote, now: datetime) -> bool:
    """Whether the service can still tell a person if a vote is registered for them: from the opening until the urn is opened."""
    return phase_of(vote, now) in {Phase.OPEN, Phase.CLOSING, Phase.CLOSED}


def position_of(vote: Vote, leaf: bytes) -> int | None:
    """The leaf's place in the log, counted from one, when a checkpoint covers it."""
    place = BallotLog.objects.filter(vote=vote, leaf=leaf).values_list("position", flat=True).first()
    covered = Checkpoint.objects.filter(vote=vote).order_by("-size").values_list("size", flat=True).first()
    return place + 1 if place is not None and covered is not None and place < covered else None
