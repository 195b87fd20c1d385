"""How are letters with codes made, printed once, replaced when lost, and used to come in?"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import argon2
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django_tasks import task

from medborgarbudget.domain.cycles.models import CycleArea, GroupKind
from medborgarbudget.domain.cycles.policy import in_one_of, plain_group
from medborgarbudget.domain.people.models import OfferedFile, Person, TwoPersonDeed
from medborgarbudget.domain.people.two_people import ask
from medborgarbudget.domain.rolls.addresses import Addressee, addressees
from medborgarbudget.domain.rolls.models import Roll, RollEntry, SealedAddresses
from medborgarbudget.domain.rolls.personnummer import NumberRefused
from medborgarbudget.domain.rolls.queries import entry_by_number, entry_of, roll_in_force
from medborgarbudget.domain.voting import keys, policy
from medborgarbudget.domain.voting.identity import Voter, entry_voter, letter_voter, network_of
from medborgarbudget.domain.voting.models import (
    BatchKind,
    CodeLetter,
    CodeLetterBatch,
    LetterState,
    SealedLetters,
    Vote,
    VoteState,
    WrongLetterCode,
)
from medborgarbudget.domain.voting.permissions import may_make_letters, may_make_slips
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.domain.voting.printing import LetterToPrint, print_letters, print_slips
from medborgarbudget.domain.voting.receipts import ALPHABET, read_signs
from medborgarbudget.domain.voting.slips import form_style, slip_code
from medborgarbudget.foundation import audit, queues
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.decisions import Refused, require

CHUNK = 100
REISSUE = "letter.reissue"
TAKE_ROLL = "letters.take_roll"
NUMBER_LENGTH = 9

HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
"""Modest cost: the codes are 60 random bits, which no dictionary shortens."""


def new_secret() -> str:
    """Twelve random signs."""
    return "".join(secrets.choice(ALPHABET) for _place in range(policy.LETTER_CODE_LENGTH))


# --- making ---


@transaction.atomic
def order_letters(
    *, vote: Vote, wanted: int, area: CycleArea | None, request_key: str, actor: Person, now: datetime
) -> list[CodeLetterBatch]:
    """Order letters, made in the background in batches that are each printed once. The same `request_key` again gives the same batches."""
    vote = (
        Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation", "rule_sheet").get(pk=vote.pk)
    )
    require(may_make_letters(actor, vote, now))
    made = list(CodeLetterBatch.objects.filter(vote=vote, request_key__startswith=f"{request_key}:"))
    if made:
        return made
    if roll_in_force(vote.cycle) is not None:
        raise Refused(_("En röstlängd gäller. Då går brev bara till dem som finns i den."))
    ordered = sum(CodeLetterBatch.objects.filter(vote=vote).values_list("wanted", flat=True))
    left = policy.LETTERS_PER_VOTE - ordered
    if not 1 <= wanted <= left:
        raise ValidationError({"wanted": _("Ange ett antal mellan 1 och %(left)d.") % {"left": left}})
    if area is not None and area.cycle_id != vote.cycle_id:
        raise ValidationError({"area": _("Välj ett område i omgången.")})
    sizes = [min(policy.LETTERS_PER_BATCH, wanted - start) for start in range(0, wanted, policy.LETTERS_PER_BATCH)]
    batches = [
        CodeLetterBatch.objects.create(
            vote=vote,
            cycle_area=area,
            wanted=size,
            created_by=actor,
            created_at=now,
            request_key=f"{request_key}:{place}",
        )
        for place, size in enumerate(sizes)
    ]
    _record_order(vote, actor, now, wanted)
    for batch in batches:
        make_letters.enqueue(batch.pk)
    return batches


def _record_order(vote: Vote, actor: Person, now: datetime, number: int) -> None:
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.order_letters",
        subject=vote,
        now=now,
        changes={"letters": [None, number]},
    )


def resume_letters(*, batch: CodeLetterBatch, actor: Person, now: datetime) -> None:
    """Go on with a batch that was interrupted. Letters already made are not made again."""
    require(may_make_letters(actor, batch.vote, now))
    if batch.finished_at is None:
        make_letters.enqueue(batch.pk)


@task(queue_name=queues.LONG)
def make_letters(batch_id: int) -> None:
    """Make what is left of a batch, a hundred at a time. May be run again, or twice at once, without making one too many."""
    while make_some(batch_id):
        pass


def make_some(batch_id: int) -> bool:
    """Make some letters of the batch in one transaction: a hundred, or those of one piece of the roll. False when it is finished or gone."""
    unfinished = CodeLetterBatch.objects.filter(pk=batch_id, finished_at=None).exclude(kind=BatchKind.PERSON)
    batch = unfinished.select_related("vote", "cycle_area__area").first()
    if batch is None:
        return False
    by_roll = batch.kind == BatchKind.ROLL or bool(batch.pieces)
    people = _next_people(batch) if by_roll else [None] * min(CHUNK, batch.wanted - batch.made)
    fresh = [
        (number, new_secret(), one)
        for number, one in zip(_new_numbers(batch.vote_id, len(people)), people, strict=True)
    ]
    hashed = {number: HASHER.hash(secret) for number, secret, _one in fresh}
    with_form = form_style(batch.vote, batch) is not None
    slips = {number: HASHER.hash(slip_code(secret)) for number, secret, _one in fresh} if with_form else {}
    try:
        with transaction.atomic():
            before = batch.pieces
            batch = CodeLetterBatch.objects.select_for_update().get(pk=batch_id)
            if batch.pieces != before:
                return batch.finished_at is None
            if not by_roll:
                fresh = fresh[: batch.wanted - batch.made]
            CodeLetter.objects.bulk_create(
                CodeLetter(
                    vote_id=batch.vote_id,
                    batch=batch,
                    number=number,
                    secret_hash=hashed[number],
                    slip_hash=slips.get(number, ""),
                    person_ref=one.person_ref if one is not None else None,
                )
                for number, _secret, one in fresh
            )
            if fresh:
                content = [
                    [number, secret, 1, *([one.name, one.lines] if one is not None else ["", []])]
                    for number, secret, one in fresh
                ]
                _seal(batch, content)
            if batch.pieces:
                used = SealedAddresses.objects.filter(pk=batch.pieces[0])
                batch.wanted += len(fresh) - sum(used.values_list("number", flat=True))
                used.delete()
                batch.pieces = batch.pieces[1:]
            batch.made += len(fresh)
            if not batch.pieces and batch.made == batch.wanted and batch.finished_at is None:
                batch.finished_at = database_now()
            batch.save(update_fields=["made", "wanted", "pieces", "finished_at"])
    except IntegrityError:
        # Another worker drew one of the same numbers at the same moment: draw anew.
        return True
    return batch.finished_at is None


def _next_people(batch: CodeLetterBatch) -> list[Addressee]:
    """Those of the next piece who have no letter and may still vote."""
    sealed = SealedAddresses.objects.filter(pk__in=batch.pieces[:1]).first()
    if sealed is None:
        return []
    people = {one.person_ref: one for one in addressees(sealed)}
    there = CodeLetter.objects.filter(vote_id=batch.vote_id, person_ref__in=list(people)).values_list(
        "person_ref", flat=True
    )
    may = RollEntry.objects.filter(roll_id=sealed.roll_id, person_ref__in=list(people), ended=False)
    wanted = {bytes(ref) for ref in may.values_list("person_ref", flat=True)} - {
        bytes(ref) for ref in there if ref is not None
    }
    return [one for ref, one in people.items() if ref in wanted]


def _seal(batch: CodeLetterBatch, content: list[list[Any]]) -> None:
    """Keep numbers, codes, generations, names and address lines until they are printed."""
    sealed = keys.wrap(_purpose(batch), json.dumps(content, ensure_ascii=False).encode())
    SealedLetters.objects.create(batch=batch, content=sealed)


def _new_numbers(vote_id: int, wanted: int) -> set[str]:
    drawn: set[str] = set()
    while len(drawn) < wanted:
        some = {f"{secrets.randbelow(9 * 10**8) + 10**8}" for _place in range(wanted - len(drawn))}
        drawn |= some - set(
            CodeLetter.objects.filter(vote_id=vote_id, number__in=some).values_list("number", flat=True)
        )
    return drawn


def _purpose(batch: CodeLetterBatch) -> str:
    return f"letters|{batch.vote_id}|{batch.pk}"


# --- printing ---


def take_letters(*, batch: CodeLetterBatch, actor: Person, now: datetime, address: str) -> bytes:
    """The batch as a PDF with one letter per page, once. After that only hashes of the codes are left.

    `address` is the address of the voting page, printed on every letter. Printing takes seconds and holds no lock; of two who
    take at once only one gets the letters.
    """
    batch = CodeLetterBatch.objects.select_related(*_PRINTED_WITH).get(pk=batch.pk)
    require((may_make_slips if batch.kind == BatchKind.SCHOOL else may_make_letters)(actor, batch.vote, now))
    if (
        batch.kind == BatchKind.ROLL
        and batch.taken_at is None
        and batch.pk not in offered_roll_letters(batch.vote, actor, now)
    ):
        raise Refused(
            _("Breven har namn och adress till många. Be om att få hämta dem; en annan person godkänner först.")
        )
    return _taken(batch, actor, now, address)


def ask_roll_letters(*, vote: Vote, reason: str, actor: Person, now: datetime) -> TwoPersonDeed:
    """Ask to take out the letters to people in the roll that are made and nobody has taken: names and addresses of many."""
    require(may_make_letters(actor, vote, now))
    made = CodeLetterBatch.objects.filter(vote=vote, kind=BatchKind.ROLL, taken_at=None).exclude(finished_at=None)
    batches = sorted(made.values_list("pk", flat=True))
    if not batches:
        raise Refused(_("Det finns inga färdiga brev till röstlängden att hämta."))
    payload = {"batches": batches, "letters": sum(made.values_list("made", flat=True))}
    return ask(
        kind=TAKE_ROLL,
        subject=vote,
        organisation=vote.organisation,
        payload=payload,
        reason=reason,
        actor=actor,
        now=now,
    )


def offered_roll_letters(vote: Vote, person: Person | None, now: datetime) -> set[int]:
    """The batches of letters to the roll that the person may take now, since two have decided it. Each can be taken once."""
    offered = OfferedFile.objects.of(vote.organisation).filter(
        deed__kind=TAKE_ROLL,
        deed__subject_type=vote._meta.label_lower,
        deed__subject_id=str(vote.pk),
        deed__asked_by=person,
        until__gt=now,
    )
    return {pk for file in offered.select_related("deed") for pk in file.deed.payload["batches"]}


def take_slips_by_link(*, batch: CodeLetterBatch, now: datetime, address: str) -> bytes:
    """The slips of a class, once, for the teacher who holds the signed link to them. Refused when the vote is over."""
    batch = CodeLetterBatch.objects.select_related(*_PRINTED_WITH).get(pk=batch.pk, kind=BatchKind.SCHOOL)
    if batch.vote.state != VoteState.READY or now >= batch.vote.closes_at:
        raise Refused(_("Omröstningen har stängt."))
    return _taken(batch, None, now, address)


_PRINTED_WITH = ("vote__cycle__organisation", "vote__rule_sheet", "cycle_area__area", "taken_by")


def _taken(batch: CodeLetterBatch, actor: Person | None, now: datetime, address: str) -> bytes:
    _require_takeable(batch)
    letters = list(_letters_in(batch))
    if batch.kind == BatchKind.SCHOOL:
        document = print_slips(batch.vote, letters, school_class=batch.label, address=address)
    else:
        document = print_letters(batch.vote, letters, address=address, style=form_style(batch.vote, batch))
    with transaction.atomic():
        locked = CodeLetterBatch.objects.select_for_update(of=("self",)).select_related(*_PRINTED_WITH).get(pk=batch.pk)
        _require_takeable(locked)
        locked.sealed_chunks.all().delete()
        locked.taken_at = now
        locked.taken_by = actor
        locked.save(update_fields=["taken_at", "taken_by"])
        audit.record(
            organisation_id=locked.vote.organisation_id,
            actor=actor,
            verb="vote.take_letters",
            subject=locked.vote,
            now=now,
            changes={"letters": [None, locked.made]},
        )
    return document


def _require_takeable(batch: CodeLetterBatch) -> None:
    if batch.taken_at is not None:
        raise Refused(
            _("Breven är redan hämtade av %(name)s. De kan hämtas en gång.")
            % {"name": batch.taken_by or _("den som har länken")},
            conflict=True,
        )
    if batch.finished_at is None:
        raise Refused(
            _("Breven är inte klara än. %(made)d av %(wanted)d är gjorda.")
            % {"made": batch.made, "wanted": batch.wanted}
        )


def _letters_in(batch: CodeLetterBatch) -> Iterator[LetterToPrint]:
    """What is to be printed; without letters that have been ended or given a newer code since."""
    area = batch.cycle_area.area.name if batch.cycle_area is not None else ""
    for chunk in batch.sealed_chunks.order_by("pk").iterator():
        content = json.loads(keys.unwrap(_purpose(batch), bytes(chunk.content)))
        letters = CodeLetter.objects.filter(vote_id=batch.vote_id, number__in=[line[0] for line in content])
        in_force = letters.filter(state=LetterState.ISSUED).values_list("number", "generation", "slip_hash")
        valid = {number: (generation, slip_hash != "") for number, generation, slip_hash in in_force}
        for number, secret, generation, name, lines in content:
            told, with_form = valid.get(number, (0, False))
            if told == generation:
                slip = slip_code(secret) if with_form else ""
                yield LetterToPrint(number, secret, area, name, tuple(lines), slip)


# --- slips to a school class ---


@transaction.atomic
def order_slips(
    *,
    vote: Vote,
    school_class: str,
    wanted: int,
    area: CycleArea | None,
    request_key: str,
    actor: Person,
    now: datetime,
) -> CodeLetterBatch:
    """A set of codes for a class, one for each pupil. The same `request_key` again gives the same set.

    With a roll the class is one of the roll's, and each code is bound to a pupil in it, whose name is printed on the slip; a pupil who
    has a letter already gets no slip. `wanted` and `area` are then the roll's. Raises ValidationError on school_class, wanted and area.
    """
    vote = (
        Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation", "rule_sheet").get(pk=vote.pk)
    )
    require(may_make_slips(actor, vote, now))
    made = CodeLetterBatch.objects.filter(vote=vote, request_key=request_key).first()
    if made is not None:
        return made
    label = " ".join(school_class.split())
    roll = roll_in_force(vote.cycle)
    pieces = _pieces_of_class(roll, label) if roll is not None else []
    if roll is not None:
        label, wanted, area = (pieces[0].school_class if pieces else label), sum(piece.number for piece in pieces), None
    errors = {}
    if not label:
        errors["school_class"] = _("Ange skola och klass, till exempel Lerbäckskolan 7B.")
    elif CodeLetterBatch.objects.filter(vote=vote, kind=BatchKind.SCHOOL, label__iexact=label).exists():
        errors["school_class"] = _("Klassen har redan fått lappar. Ange ett annat namn om det är en annan klass.")
    elif roll is not None and not pieces:
        errors["school_class"] = _("Röstlängden har ingen sådan klass. Välj en klass i listan.")
    elif vote.rule_sheet.group_kind == GroupKind.CLASS and not in_one_of(
        vote.rule_sheet.groups, label, kind=GroupKind.CLASS
    ):
        errors["school_class"] = _("Omröstningen är för andra klasser: %(names)s.") % {
            "names": ", ".join(vote.rule_sheet.groups)
        }
    if roll is None and not 1 <= wanted <= policy.PUPILS_IN_A_CLASS:
        errors["wanted"] = _("Ange ett antal mellan 1 och %(most)d.") % {"most": policy.PUPILS_IN_A_CLASS}
    if area is not None and area.cycle_id != vote.cycle_id:
        errors["area"] = _("Välj ett område i omgången.")
    if errors:
        raise ValidationError(errors)
    batch = CodeLetterBatch.objects.create(
        vote=vote,
        kind=BatchKind.SCHOOL,
        label=label[:80],
        cycle_area=area,
        wanted=wanted,
        pieces=[piece.pk for piece in pieces],
        created_by=actor,
        created_at=now,
        request_key=request_key,
    )
    _record_order(vote, actor, now, wanted)
    make_letters.enqueue(batch.pk)
    return batch


def _pieces_of_class(roll: Roll, name: str) -> list[SealedAddresses]:
    """The sealed names of a class's pupils."""
    pieces = SealedAddresses.objects.filter(roll=roll).exclude(school_class="").defer("content").order_by("pk")
    return [piece for piece in pieces if plain_group(piece.school_class) == plain_group(name)]


# --- letters to the roll ---


@transaction.atomic
def order_roll_letters(*, vote: Vote, request_key: str, actor: Person, now: datetime) -> list[CodeLetterBatch]:
    """A letter to everybody in the roll whose address the file had, in batches by area. Addresses are destroyed as letters are made of them."""
    vote = (
        Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation", "rule_sheet").get(pk=vote.pk)
    )
    require(may_make_letters(actor, vote, now))
    made = list(CodeLetterBatch.objects.filter(vote=vote, request_key__startswith=f"{request_key}:"))
    if made:
        return made
    pieces = _free_pieces(vote)
    if not pieces:
        raise Refused(
            _("Det finns inga adresser att göra brev till. De kommer med filen till röstlängden och används en gång.")
        )
    groups: list[list[SealedAddresses]] = []
    for piece in pieces:
        same = groups and groups[-1][0].area_id == piece.area_id
        if same and sum(one.number for one in groups[-1]) + piece.number <= policy.LETTERS_PER_BATCH:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    batches = [
        CodeLetterBatch.objects.create(
            vote=vote,
            kind=BatchKind.ROLL,
            cycle_area=group[0].area,
            wanted=sum(piece.number for piece in group),
            pieces=[piece.pk for piece in group],
            created_by=actor,
            created_at=now,
            request_key=f"{request_key}:{place}",
        )
        for place, group in enumerate(groups)
    ]
    _record_order(vote, actor, now, sum(batch.wanted for batch in batches))
    for batch in batches:
        make_letters.enqueue(batch.pk)
    return batches


def _free_pieces(vote: Vote) -> list[SealedAddresses]:
    """Sealed addresses of the roll in force that no batch has taken, by area."""
    roll = roll_in_force(vote.cycle)
    if roll is None:
        return []
    taken = [
        pk
        for pieces in CodeLetterBatch.objects.filter(vote=vote, finished_at=None).values_list("pieces", flat=True)
        for pk in pieces
    ]
    return list(
        SealedAddresses.objects.filter(roll=roll, school_class="")
        .exclude(pk__in=taken)
        .order_by("area_id", "pk")
        .defer("content")
    )


def addresses_left(vote: Vote) -> int:
    """How many people of the roll could be sent a letter now."""
    return sum(piece.number for piece in _free_pieces(vote))


# --- a new letter to one person ---


@transaction.atomic
def ask_new_letter(*, vote: Vote, number: str, person: str, reason: str, actor: Person, now: datetime) -> TwoPersonDeed:
    """Put a new code for one person before a second: for the letter with this number, or for the person with this personnummer.

    The personnummer is made into a reference here and is not kept. Raises ValidationError on number, person and reason.
    """
    require(may_make_letters(actor, vote, now))
    errors: dict[str, str] = {}
    if not reason.strip():
        errors["reason"] = _("Ange varför, till exempel att brevet har kommit bort.")
    letter, reference = None, ""
    if number.strip():
        letter = CodeLetter.objects.filter(vote=vote, number=read_number(number)).first()
        if letter is None:
            errors["number"] = _("Det finns inget brev med det numret i omröstningen.")
    elif person.strip():
        roll = roll_in_force(vote.cycle)
        try:
            entry = entry_by_number(roll, person, to_local(now).date()) if roll is not None else None
            if entry is None:
                errors["person"] = (
                    _("Personen finns inte i röstlängden.")
                    if roll is not None
                    else _("Ingen röstlängd gäller. Ange brevnumret.")
                )
            else:
                reference = bytes(entry.person_ref).hex()
                letter = CodeLetter.objects.filter(vote=vote, person_ref=entry.person_ref).first()
        except NumberRefused as error:
            errors["person"] = error.reason
    else:
        errors["number"] = _("Ange brevnumret, eller personnumret om brevet är borta.")
    if errors:
        raise ValidationError(errors)
    batch = CodeLetterBatch.objects.create(
        vote=vote,
        kind=BatchKind.PERSON,
        cycle_area=letter.batch.cycle_area if letter is not None else None,
        wanted=1,
        created_by=actor,
        created_at=now,
        request_key=secrets.token_urlsafe(24),
    )
    return ask(
        kind=REISSUE,
        subject=batch,
        organisation=vote.organisation,
        payload={"letter": letter.number if letter is not None else "", "person": reference},
        reason=reason.strip(),
        actor=actor,
        now=now,
    )


def perform_new_letter(deed: TwoPersonDeed, *, now: datetime) -> None:
    """Issue the new code when the second person confirms; an old one dies in the same transaction. It is then taken as other letters are.

    A letter keeps its number, and with it the voter's place in the vote: a ballot cast with the old code can be replaced with the new.
    """
    batch = CodeLetterBatch.objects.select_related(
        "vote__cycle__organisation", "vote__rule_sheet", "cycle_area__area"
    ).get(pk=deed.subject_id)
    vote = batch.vote
    require(may_make_letters(deed.asked_by, vote, now))
    secret = new_secret()
    reference = bytes.fromhex(deed.payload["person"]) or None
    letters = CodeLetter.objects.select_for_update(of=("self",)).filter(vote=vote)
    letter = (
        letters.filter(number=deed.payload["letter"])
        if deed.payload["letter"]
        else letters.filter(person_ref=reference)
    ).first()
    if letter is None:
        if reference is None:
            raise Refused(_("Brevet finns inte längre."))
        letter = CodeLetter(
            vote=vote, batch=batch, number=_new_numbers(vote.pk, 1).pop(), person_ref=reference, generation=0
        )
    letter.secret_hash = HASHER.hash(secret)
    letter.slip_hash = HASHER.hash(slip_code(secret)) if form_style(vote, batch) is not None else ""
    letter.generation += 1
    letter.state = LetterState.ISSUED
    letter.save()
    _seal(batch, [[letter.number, secret, letter.generation, "", []]])
    batch.made, batch.finished_at = 1, now
    batch.save(update_fields=["made", "finished_at"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=deed.answered_by,
        verb=REISSUE,
        subject=letter,
        now=now,
        reason=deed.reason,
    )


@transaction.atomic
def void_letter(*, vote: Vote, number: str, reason: str, actor: Person, now: datetime) -> CodeLetter:
    """End a letter without a new code, such as one that came back. A ballot already cast with it stands."""
    require(may_make_letters(actor, vote, now))
    letter = _letter_for_change(vote, number, reason)
    letter.state = LetterState.VOID
    letter.generation += 1
    letter.save(update_fields=["state", "generation"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.void_letter",
        subject=letter,
        now=now,
        reason=reason.strip(),
    )
    return letter


def _letter_for_change(vote: Vote, number: str, reason: str) -> CodeLetter:
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Ange varför, till exempel att brevet har kommit bort.")
    letters = CodeLetter.objects.select_for_update(of=("self",)).select_related("batch__cycle_area__area")
    letter = letters.filter(vote=vote, number=read_number(number)).first()
    if letter is None:
        errors["number"] = _("Det finns inget brev med det numret i omröstningen.")
    if errors or letter is None:
        raise ValidationError(errors)
    return letter


# --- coming in ---


def read_number(text: str) -> str:
    """A letter's number as typed, without spaces and dashes."""
    return "".join(text.split()).replace("-", "").replace("–", "")


def check_letter(*, vote: Vote, number: str, code: str, network: str, now: datetime) -> Voter:
    """The voter, when number and code belong together in this vote. Raises ValidationError.

    Unknown number, wrong code, void letter and another vote's letter get the same words after the same work, so that nobody learns which.
    """
    number, code = read_number(number), read_signs(code)
    _require_readable(number, code)
    key = keys.keyed_hash(settings.KEYS.person, "wrong letter code", str(vote.pk), number, network_of(network)).hex()
    wrong = wrong_before(vote, key, now)
    found = CodeLetter.objects.filter(vote=vote, number=number).select_related("batch__cycle_area__area").first()
    right = matches(found.secret_hash if found is not None else None, code)
    voter = holder_of(vote, found) if found is not None and right and found.state == LetterState.ISSUED else None
    if voter is None:
        note_wrong(vote, key, now)
        raise ValidationError(
            _(
                "Brevnumret och koden hör inte ihop med den här omröstningen. Kontrollera båda. Har du fått ett nytt brev gäller bara det."
            )
        )
    if wrong is not None:
        wrong.delete()
    return voter


def holder_of(vote: Vote, letter: CodeLetter) -> Voter | None:
    """Whom the letter lets in; None when the roll says that it is nobody, or not this one any more."""
    batch = letter.batch
    channel = Channel.SCHOOL if batch.kind == BatchKind.SCHOOL else Channel.LETTER
    if letter.person_ref is not None:
        roll = roll_in_force(vote.cycle)
        entry = entry_of(roll, bytes(letter.person_ref)) if roll is not None else None
        if entry is None:
            return None
        return entry_voter(vote, entry, channel, letter=letter.number, generation=letter.generation)
    if roll_in_force(vote.cycle) is not None:
        return None
    style = batch.cycle_area.area.code if batch.cycle_area is not None else None
    return letter_voter(vote, letter.number, generation=letter.generation, style=style, channel=channel)


def _require_readable(number: str, code: str) -> None:
    errors = {}
    if not (number.isascii() and number.isdigit() and len(number) == NUMBER_LENGTH):
        errors["number"] = _("Ange brevnumret med 9 siffror. Det står ovanför koden i brevet.")
    if len(code) < policy.LETTER_CODE_LENGTH:
        errors["code"] = _("Koden är för kort. Den har 12 tecken.")
    elif len(code) > policy.LETTER_CODE_LENGTH:
        errors["code"] = _("Koden är för lång. Den har 12 tecken.")
    elif any(sign not in ALPHABET for sign in code):
        errors["code"] = _("Koden har ett tecken som inte finns i våra koder. Kontrollera den mot brevet.")
    if errors:
        raise ValidationError(errors)


def wrong_before(vote: Vote, key: str, now: datetime) -> WrongLetterCode | None:
    """The note of wrong tries under this key, if there are any. Raises ValidationError while the next has to wait."""
    wrong = WrongLetterCode.objects.filter(vote=vote, key=key).first()
    wait = wrong.last_at + policy.wait_after(wrong.failures) - now if wrong is not None else timedelta(0)
    if wait > timedelta(0):
        seconds = int(wait.total_seconds()) + 1
        raise ValidationError(
            _("Flera försök har varit fel. Vänta %(seconds)d sekunder och försök igen.") % {"seconds": seconds}
        )
    return wrong


def matches(code_hash: str | None, code: str) -> bool:
    """Whether the code is the one that the hash was made of. The same work when there is none to compare with."""
    try:
        return HASHER.verify(code_hash or _nobodys_hash(), code)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return HASHER.hash(new_secret())


def note_wrong(vote: Vote, key: str, now: datetime) -> None:
    """One more wrong try under this key."""
    table = WrongLetterCode._meta.db_table
    value = WrongLetterCode._meta.get_field("last_at").get_db_prep_value(now, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (vote_id, key, failures, last_at) VALUES (%s, %s, 1, %s) "  # noqa: S608 - table name
            f"ON CONFLICT (vote_id, key) DO UPDATE SET failures = {table}.failures + 1, last_at = excluded.last_at",
            [vote.pk, key, value],
        )
