"""What can be done with ballots on paper? Hand one out, take in a box, open it, read ballots, settle, correct, draw and read a sample.

Approving takes two people: see deeds.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from medborgarbudget.domain.paper import permissions, policy, queries
from medborgarbudget.domain.paper.causes import BY_HAND, Cause, cause_of
from medborgarbudget.domain.paper.lookup import find_voter
from medborgarbudget.domain.paper.models import (
    BatchState,
    Desk,
    EnvelopeState,
    Exchange,
    HandOut,
    PaperBallot,
    PaperBatch,
    PostedEnvelope,
    Sample,
    SampleReading,
)
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting.actions import give_place_to_paper, give_place_to_post
from medborgarbudget.domain.voting.actions.letters import holder_of
from medborgarbudget.domain.voting.identity import slot_of
from medborgarbudget.domain.voting.keys import keyed_hash
from medborgarbudget.domain.voting.models import BallotSlot, CodeLetter, LetterState, Vote
from medborgarbudget.domain.voting.policy import RANK, Channel
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.slips import last_post_day, read_slip
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.decisions import Refused, require

KEY_LENGTH = range(16, 65)


@dataclass(frozen=True)
class HandedOut:
    """`again` when the same request had been done already."""

    hand_out: HandOut
    again: bool


@transaction.atomic
def add_desk(*, vote: Vote, name: str, actor: Person, now: datetime) -> Desk:
    """A place where ballots are handed out."""
    require(permissions.may_lead_paper(actor, vote))
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Ange vad disken heter.")})
    if Desk.objects.filter(vote=vote, name=name).exists():
        raise ValidationError({"name": _("Det finns redan en disk med det namnet.")})
    desk = Desk.objects.create(organisation=vote.organisation, vote=vote, name=name[:80])
    _record(vote, actor, "paper.add_desk", desk, now)
    return desk


@transaction.atomic
def look_up(*, desk: Desk, way: str, query: str, reason: str, actor: Person, now: datetime) -> queries.Standing | None:
    """Whether somebody has voted, and nothing more. That it was looked up is in the log, with the reason; who it was is not."""
    require(permissions.may_hand_out(actor, desk.vote, database_now()))
    _need_reason(reason)
    voter = find_voter(desk.vote, way, query, to_local(now).date())
    _record(desk.vote, actor, "paper.look_up", desk, now, reason=reason)
    return queries.standing_of(desk.vote, voter) if voter is not None else None


@transaction.atomic
def hand_out(*, desk: Desk, way: str, query: str, reason: str, key: str, actor: Person, now: datetime) -> HandedOut:
    """Hand out a ballot: from now on the voter votes on paper. What they may have cast before is void, and nothing is taken in after.

    The same `key` again gives the same answer. Raises Refused when the vote is not open or the voter has a paper ballot already.
    """
    if len(key) not in KEY_LENGTH:
        raise Refused(_("Formuläret saknar det som skyddar mot att göra samma sak två gånger. Ladda om sidan."))
    done = HandOut.objects.filter(vote=desk.vote, key=key).first()
    if done is not None:
        return HandedOut(done, again=True)
    arrived = database_now()
    require(permissions.may_hand_out(actor, desk.vote, arrived))
    _need_reason(reason)
    voter = find_voter(desk.vote, way, query, to_local(now).date())
    if voter is None:
        raise ValidationError({"query": _("Det finns ingen sådan väljare. Kontrollera och sök igen.")})
    try:
        with transaction.atomic():
            made = HandOut.objects.create(
                organisation=desk.organisation, vote=desk.vote, desk=desk, day=to_local(arrived).date(), key=key
            )
    except IntegrityError:
        return HandedOut(HandOut.objects.get(vote=desk.vote, key=key), again=True)
    give_place_to_paper(vote=desk.vote, voter=voter, arrived=arrived)
    _record(desk.vote, actor, "paper.hand_out", desk, now, reason=reason)
    return HandedOut(made, again=False)


@transaction.atomic
def exchange(*, desk: Desk, way: str, query: str, reason: str, key: str, actor: Person, now: datetime) -> Exchange:
    """Take back a spoiled ballot and hand out another, to somebody who has been given paper. The same `key` again changes nothing.

    The voter's place in the vote stays as it is: still one ballot on paper. Raises ValidationError on query and reason.
    """
    if len(key) not in KEY_LENGTH:
        raise Refused(_("Formuläret saknar det som skyddar mot att göra samma sak två gånger. Ladda om sidan."))
    done = Exchange.objects.filter(vote=desk.vote, key=key).first()
    if done is not None:
        return done
    arrived = database_now()
    require(permissions.may_hand_out(actor, desk.vote, arrived))
    _need_reason(reason)
    voter = find_voter(desk.vote, way, query, to_local(now).date())
    if voter is None or not queries.standing_of(desk.vote, voter).has_paper:
        raise ValidationError({"query": _("Personen har inte fått någon valsedel på papper att byta.")})
    try:
        with transaction.atomic():
            made = Exchange.objects.create(
                organisation=desk.organisation,
                vote=desk.vote,
                desk=desk,
                day=to_local(arrived).date(),
                reason=reason.strip()[:200],
                key=key,
            )
    except IntegrityError:
        return Exchange.objects.get(vote=desk.vote, key=key)
    _record(desk.vote, actor, "paper.exchange", desk, now, reason=reason)
    return made


# --- boxes ---


@transaction.atomic
def register_batch(
    *, desk: Desk, day: date, seal_number: str, check_ins: int, actor: Person, now: datetime, spoiled: int = 0
) -> PaperBatch:
    """Take in a sealed box, and the envelope with ballots that were exchanged."""
    if desk.posted:
        raise Refused(_("Lådorna med det som kom med posten görs när kuverten sorteras."))
    # Held against the opening of the urn: a box is taken in before it, and waited for, or not at all.
    vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=desk.vote_id)
    require(permissions.may_register_batch(actor, vote, database_now()))
    seal_number = " ".join(seal_number.split())
    faults: dict[str, str] = {}
    if not seal_number:
        faults["seal_number"] = _("Ange numret på plomben.")
    elif PaperBatch.objects.filter(vote=vote, seal_number=seal_number, corrects=None).exists():
        faults["seal_number"] = _("En låda med den plomben är redan mottagen.")
    if not to_local(vote.opens_at).date() <= day <= to_local(vote.closes_at).date():
        faults["day"] = _("Ange en dag då omröstningen är öppen.")
    if not 0 <= check_ins <= policy.MOST_BALLOTS:
        faults["check_ins"] = _("Ange ett antal mellan 0 och %(most)d.") % {"most": policy.MOST_BALLOTS}
    if not 0 <= spoiled <= policy.MOST_BALLOTS:
        faults["spoiled"] = _("Ange ett antal mellan 0 och %(most)d.") % {"most": policy.MOST_BALLOTS}
    if faults:
        raise ValidationError(faults)
    batch = PaperBatch.objects.create(
        organisation=vote.organisation,
        vote=vote,
        desk=desk,
        day=day,
        seal_number=seal_number[:40],
        check_ins=check_ins,
        spoiled=spoiled,
        registered_by=actor,
        registered_at=now,
    )
    counted = {"check_ins": [None, check_ins], "spoiled": [None, spoiled]}
    _record(vote, actor, "paper.register_batch", batch, now, changes=counted)
    return batch


@transaction.atomic
def open_box(*, batch: PaperBatch, ballots: int, actor: Person, now: datetime, explanation: str = "") -> PaperBatch:
    """Break the seal, count the ballots and number them. Not before the vote has closed."""
    batch = _locked(batch)
    require(permissions.may_open_box(actor, batch, database_now()))
    if not 0 <= ballots <= policy.MOST_BALLOTS:
        raise ValidationError({"ballots": _("Ange ett antal mellan 0 och %(most)d.") % {"most": policy.MOST_BALLOTS}})
    batch.ballots = ballots
    batch.explanation = explanation.strip()[:500]
    batch.state = BatchState.KEYING
    batch.save(update_fields=["ballots", "explanation", "state"])
    PaperBallot.objects.bulk_create(
        (PaperBallot(batch=batch, number=number) for number in range(1, ballots + 1)), batch_size=1000
    )
    _record(batch.vote, actor, "paper.open_box", batch, now, changes={"ballots": [None, ballots]})
    return batch


@transaction.atomic
def explain(*, batch: PaperBatch, explanation: str, actor: Person, now: datetime) -> PaperBatch:
    """Say why there were more ballots than people ticked off, or why exchanged ballots do not tally."""
    batch = _locked(batch)
    require(permissions.may_work_with_paper(actor, batch.vote))
    if batch.state != BatchState.KEYING:
        raise Refused(_("Bunten är redan godkänd."))
    explanation = explanation.strip()
    if not explanation:
        raise ValidationError({"explanation": _("Ange vad skillnaden beror på.")})
    before, batch.explanation = batch.explanation, explanation[:500]
    batch.save(update_fields=["explanation"])
    _record(batch.vote, actor, "paper.explain", batch, now, changes={"explanation": [before, batch.explanation]})
    return batch


# --- reading ---


@transaction.atomic
def key_ballot(
    *, batch: PaperBatch, number: int, style: str, line: str, seen: str, actor: Person, now: datetime
) -> dict[str, Any]:
    """What this clerk reads from a ballot, without seeing what the other read. The first two who begin are the batch's clerks.

    Gives what was kept: a ballot that breaks a rule is kept as it stands, with the reason why it does not count. Raises ValidationError
    for a line that cannot be meant.
    """
    batch = _locked(batch)
    require(permissions.may_key(actor, batch))
    mine = _place_of(batch, actor)
    paper = PaperBallot.objects.select_for_update().filter(batch=batch, number=number).first()
    if paper is None:
        raise ValidationError({"line": _("Det finns ingen valsedel med det numret i bunten.")})
    if paper.settled_by_id is not None:
        raise Refused(_("Valsedeln är avgjord av en tredje person."))
    entry = _entry(batch, style, line, seen)
    setattr(paper, mine, entry)
    paper.final = paper.first if paper.first is not None and paper.first == paper.second else None
    paper.save(update_fields=[mine, "final"])
    return entry


@transaction.atomic
def key_rows(*, batch: PaperBatch, rows: str, actor: Person, now: datetime) -> int:
    """What this clerk has read in a spreadsheet: a row per ballot with number, ballot (the area's name or code, where there are several),
    what stands on it and, where it does not count, why; tabs or semicolons between. All rows or none. Gives their number.

    Raises ValidationError naming the rows that are wrong.
    """
    definition = definition_of(batch.vote)
    named = {name.casefold(): style.code for style in definition.styles for name in (style.code, style.name)}
    seen_by_name = {str(text).casefold(): code for code, text in policy.SEEN_BY_THE_CLERK.items()}
    faults: list[str] = []
    done = 0
    for place, row in enumerate(rows.splitlines(), 1):
        if not row.strip():
            continue
        cells = [cell.strip() for cell in row.replace("\t", ";").split(";")]
        try:
            if not (cells[0].isascii() and cells[0].isdigit() and len(cells[0]) < 7):
                raise ValidationError(_("Raden börjar inte med valsedelns nummer."))
            style = definition.styles[0].code
            if len(definition.styles) > 1:
                where = cells.pop(1) if len(cells) > 1 else ""
                if where.casefold() not in named:
                    raise ValidationError(_("Valsedeln ”%(where)s” finns inte.") % {"where": where[:40]})
                style = named[where.casefold()]
            why = cells[2] if len(cells) > 2 else ""
            seen = seen_by_name.get(why.casefold(), why)
            line = cells[1] if len(cells) > 1 else ""
            key_ballot(batch=batch, number=int(cells[0]), style=style, line=line, seen=seen, actor=actor, now=now)
        except ValidationError as error:
            faults.append(_("Rad %(row)d: %(why)s") % {"row": place, "why": " ".join(error.messages)})
        else:
            done += 1
    if not done and not faults:
        faults.append(_("Klistra in minst en rad."))
    if faults:
        raise ValidationError({"rows": faults[:20]})
    return done


@transaction.atomic
def settle(
    *, batch: PaperBatch, number: int, style: str, line: str, seen: str, actor: Person, now: datetime
) -> dict[str, Any]:
    """A third person says what stands on a ballot that two have read differently."""
    batch = _locked(batch)
    require(permissions.may_settle(actor, batch))
    paper = PaperBallot.objects.select_for_update().filter(batch=batch, number=number).first()
    if paper is None or paper.first is None or paper.first == paper.second:
        raise Refused(_("Den valsedeln är inte läst olika."))
    paper.final = _entry(batch, style, line, seen)
    paper.settled_by = actor
    paper.save(update_fields=["final", "settled_by"])
    _record(batch.vote, actor, "paper.settle", batch, now, changes={"number": [None, number]})
    return dict(paper.final)


@transaction.atomic
def correct(*, batch: PaperBatch, reason: str, actor: Person, now: datetime) -> PaperBatch:
    """Begin a new batch that takes the place of an approved one: the same box, read anew by two and approved by two."""
    batch = _locked(batch)
    require(permissions.may_correct(actor, batch, now))
    _need_reason(reason)
    new = PaperBatch.objects.create(
        organisation=batch.organisation,
        vote=batch.vote,
        desk=batch.desk,
        day=batch.day,
        seal_number=batch.seal_number,
        style=batch.style,
        check_ins=batch.check_ins,
        spoiled=batch.spoiled,
        corrects=batch,
        reason=reason.strip()[:300],
        registered_by=actor,
        registered_at=now,
    )
    _record(batch.vote, actor, "paper.correct", new, now, reason=reason)
    return new


# --- what comes by post ---


def register_posted(
    *,
    vote: Vote,
    slip: str,
    seen: str,
    day: date,
    key: str,
    network: str,
    actor: Person,
    now: datetime,
) -> PostedEnvelope:
    """Register an envelope that came by post, by the slip in it. It takes the voter's place in the vote, or is listed with its cause.

    `seen` is a cause that only whoever holds the envelope can see, or empty. The inner envelope stays shut. The same `key` again gives the
    same answer. Raises ValidationError on slip, seen and day; Refused.
    """
    if len(key) not in KEY_LENGTH:
        raise Refused(_("Formuläret saknar det som skyddar mot att göra samma sak två gånger. Ladda om sidan."))
    done = PostedEnvelope.objects.filter(vote=vote, key=key).first()
    if done is not None:
        return done
    clock = database_now()
    require(permissions.may_register_posted(actor, vote, clock))
    first, today = to_local(vote.opens_at).date(), to_local(clock).date()
    if not first <= day <= today:
        raise ValidationError(
            {"day": _("Ange dagen då kuvertet kom: tidigast när omröstningen öppnade, senast i dag.")}
        )
    if seen and seen not in BY_HAND:
        raise ValidationError({"seen": _("Välj ett av skälen.")})
    letter = None
    if not seen:
        try:
            letter = voting.check_slip(vote=vote, slip=slip, network=network, now=now)
        except ValidationError as error:
            raise ValidationError({"slip": error.messages}) from error
    with transaction.atomic():
        # One at a time: the number is the next, and what holds the place cannot change meanwhile.
        vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
        done = PostedEnvelope.objects.filter(vote=vote, key=key).first()
        if done is not None:
            return done
        clock = database_now()
        require(permissions.may_register_posted(actor, vote, clock))
        cause, style, mark = _place_for(vote, letter, day, clock) if letter is not None else (Cause(seen), "", None)
        if cause == Cause.WRONG:
            cause = _why_wrong(vote, slip)
        last = PostedEnvelope.objects.filter(vote=vote).aggregate(last=Max("number"))["last"] or 0
        made = PostedEnvelope.objects.create(
            organisation=vote.organisation,
            vote=vote,
            number=last + 1,
            day=day,
            state=EnvelopeState.LISTED if cause else EnvelopeState.HELD,
            cause=cause,
            style=style,
            mark=mark,
            key=key,
        )
        _record(vote, actor, "paper.register_posted", made, now, changes={"cause": ["", str(cause)]} if cause else {})
    return made


def _place_for(vote: Vote, letter: CodeLetter, day: date, clock: datetime) -> tuple[Cause | str, str, bytes | None]:
    """Why the envelope is listed; or no cause, the ballot that should be in it, and the mark of the place that it has taken."""
    if day > last_post_day(vote):
        return Cause.LATE, "", None
    if clock >= vote.closes_at:
        return Cause.UNREGISTERED, "", None
    present = CodeLetter.objects.select_related("batch__cycle_area__area").get(pk=letter.pk)
    if present.state != LetterState.ISSUED:
        return Cause.VOID, "", None
    if present.generation != letter.generation:
        return Cause.REISSUED, "", None
    voter = holder_of(vote, present)
    if voter is None:
        return Cause.NOT_IN_ROLL, "", None
    mark = _mark(vote, slot_of(vote, voter))
    if PostedEnvelope.objects.filter(vote=vote, mark=mark).exists():
        return Cause.SECOND, "", None
    held = give_place_to_post(vote=vote, voter=voter, arrived=clock)
    if held is not None:
        return cause_of(held), "", None
    area = present.batch.cycle_area.area.code if present.batch.cycle_area is not None else ""
    styles = definition_of(vote).styles
    return "", styles[0].code if len(styles) == 1 else voter.style or area, mark


def _why_wrong(vote: Vote, slip: str) -> Cause:
    """A slip that does not agree may be one of a letter that has been given a new code since, or made void."""
    try:
        number, _code = read_slip(slip)
    except ValidationError:
        return Cause.WRONG
    letter = CodeLetter.objects.filter(vote=vote, number=number).first()
    if letter is None:
        return Cause.WRONG
    if letter.state != LetterState.ISSUED:
        return Cause.VOID
    return Cause.REISSUED if letter.generation > 1 else Cause.WRONG


def _mark(vote: Vote, slot: bytes) -> bytes:
    """What leads from a place in the vote to the envelope that took it, for whoever has the key; not from the one row to the other."""
    return keyed_hash(settings.KEYS.slot, "posted", str(vote.pk), slot.hex())


@transaction.atomic
def sort_posted(*, vote: Vote, actor: Person, now: datetime) -> queries.PostedNumbers:
    """When the vote has closed: which envelopes still hold their place are opened, and their inner ones go into a box for each ballot; the
    others are listed. From here on nothing takes their place.
    """
    vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
    clock = database_now()
    require(permissions.may_sort_posted(actor, vote, clock))
    slots = BallotSlot.objects.filter(vote=vote, channel__in=(Channel.POSTED, Channel.PAPER))
    held = {_mark(vote, bytes(slot)): channel for slot, channel in slots.values_list("slot", "channel")}
    boxed: Counter[str] = Counter()
    for envelope in PostedEnvelope.objects.select_for_update().filter(vote=vote, state=EnvelopeState.HELD):
        channel = held.get(bytes(envelope.mark or b""))
        if channel == Channel.POSTED:
            envelope.state = EnvelopeState.BOXED
            boxed[envelope.style] += 1
        else:
            envelope.state = EnvelopeState.LISTED
            envelope.cause = Cause.PAPER if channel == Channel.PAPER else Cause.LATER
        envelope.save(update_fields=["state", "cause"])
    places = BallotSlot.objects.filter(vote=vote, channel=Channel.POSTED)
    if places.count() != PostedEnvelope.objects.filter(vote=vote, state=EnvelopeState.BOXED).count():
        raise Refused(_("Antalet kuvert och platser stämmer inte överens. Kontakta den som driver tjänsten."))
    places.update(rank=RANK[Channel.PAPER])
    desk, _made = Desk.objects.get_or_create(
        organisation=vote.organisation, vote=vote, posted=True, defaults={"name": _("Posten")}
    )
    for style in definition_of(vote).styles:
        if boxed[style.code]:
            PaperBatch.objects.create(
                organisation=vote.organisation,
                vote=vote,
                desk=desk,
                day=to_local(vote.closes_at).date(),
                seal_number=_free_seal(vote, f"{_('Posten')} {style.name}".strip()),
                style=style.code,
                check_ins=boxed[style.code],
                registered_by=actor,
                registered_at=now,
            )
    numbers = queries.posted_numbers(vote)
    counted = {"boxed": [None, numbers.boxed], "listed": [None, numbers.listed]}
    _record(vote, actor, "paper.sort_posted", desk, now, changes=counted)
    return numbers


def _free_seal(vote: Vote, name: str) -> str:
    """The name, with a star for each box that happens to have it."""
    name = name[:30]
    while PaperBatch.objects.filter(vote=vote, seal_number=name, corrects=None).exists():
        name += "*"
    return name


def forget_places(vote: Vote) -> None:
    """Destroy the marks that lead from a place in the vote to an envelope. With the slots, when the urn is opened."""
    PostedEnvelope.objects.filter(vote=vote).update(mark=None)


# --- the auditor's sample ---


@transaction.atomic
def draw_sample(*, vote: Vote, actor: Person, now: datetime) -> Sample:
    """Draw the ballots that the auditor reads again, once, when all batches are approved. The seed is published with it."""
    vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
    require(permissions.may_read_sample(actor, vote))
    there = Sample.objects.filter(vote=vote).first()
    if there is not None:
        return there
    missing = queries.missing_before_opening(vote)
    if missing:
        raise Refused(missing[0])
    papers = {
        f"{batch_id}/{number}": pk
        for pk, batch_id, number in PaperBallot.objects.filter(batch__in=queries.counting_batches(vote)).values_list(
            "pk", "batch_id", "number"
        )
    }
    if not papers:
        raise Refused(_("Det finns inga valsedlar på papper att dra ur."))
    sample = Sample.objects.create(
        organisation=vote.organisation,
        vote=vote,
        seed=secrets.token_hex(16),
        of=len(papers),
        drawn_at=now,
        drawn_by=actor,
    )
    SampleReading.objects.bulk_create(
        SampleReading(sample=sample, paper_id=papers[name], place=place)
        for place, name in enumerate(policy.drawn(sample.seed, papers), 1)
    )
    _record(vote, actor, "paper.draw_sample", sample, now, changes={"seed": [None, sample.seed]})
    return sample


@transaction.atomic
def read_sample(
    *, reading: SampleReading, style: str, line: str, seen: str, actor: Person, now: datetime
) -> SampleReading:
    """What the auditor reads from a ballot of the sample, without seeing what was kept of it. Read once."""
    reading = (
        SampleReading.objects.select_for_update(of=("self",))
        .select_related("sample__vote__cycle__organisation", "paper__batch__vote", "paper__batch__desk")
        .get(pk=reading.pk)
    )
    vote = reading.sample.vote
    require(permissions.may_read_sample(actor, vote))
    if reading.reading is not None:
        raise Refused(_("Valsedeln är redan läst."))
    reading.reading = _entry(reading.paper.batch, style, line, seen)
    reading.same = reading.reading == reading.paper.final
    reading.by = actor
    reading.save(update_fields=["reading", "same", "by"])
    if not reading.same:
        _record(vote, actor, "paper.sample_differs", reading.sample, now, changes={"place": [None, reading.place]})
    return reading


def _entry(batch: PaperBatch, style: str, line: str, seen: str) -> dict[str, Any]:
    definition = definition_of(batch.vote)
    if seen and seen not in policy.SEEN_BY_THE_CLERK:
        raise ValidationError({"seen": _("Välj ett av skälen.")})
    if style not in definition.styles_by_code:
        raise ValidationError({"style": _("Välj vilken valsedel det är.")})
    try:
        choices = policy.read_line(definition, style, line)
    except ValidationError as error:
        raise ValidationError({"line": error.messages}) from error
    if batch.desk.posted and style != batch.style and not seen:
        # The form was for one area: another's ballot has come in its place.
        seen = "foreign"
    return policy.entry_of(definition, style, choices, seen, gone=batch.vote.withdrawn)


def _place_of(batch: PaperBatch, person: Person) -> str:
    """Whether the person is the first or the second clerk; takes the place that is free."""
    if batch.first_clerk_id == person.pk:
        return "first"
    if batch.second_clerk_id == person.pk:
        return "second"
    free = "first" if batch.first_clerk_id is None else "second"
    setattr(batch, f"{free}_clerk", person)
    batch.save(update_fields=[f"{free}_clerk"])
    return free


def _locked(batch: PaperBatch) -> PaperBatch:
    return (
        PaperBatch.objects.select_for_update(of=("self",))
        .select_related("vote__cycle__organisation", "desk")
        .get(pk=batch.pk)
    )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför.")})


def _record(vote: Vote, actor: Person, verb: str, subject: Any, now: datetime, **more: Any) -> None:
    audit.record(organisation_id=vote.organisation_id, actor=actor, verb=verb, subject=subject, now=now, **more)
