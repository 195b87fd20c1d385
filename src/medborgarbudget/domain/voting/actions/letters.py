"""How are letters with codes made, printed once, replaced when lost, and used to come in?"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

import argon2
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django_tasks import task

from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import keys, policy
from medborgarbudget.domain.voting.identity import Voter, letter_voter, network_of
from medborgarbudget.domain.voting.models import (
    CodeLetter,
    CodeLetterBatch,
    LetterState,
    SealedLetters,
    Vote,
    WrongLetterCode,
)
from medborgarbudget.domain.voting.permissions import may_make_letters
from medborgarbudget.domain.voting.printing import LetterToPrint, print_letters
from medborgarbudget.domain.voting.receipts import ALPHABET, read_signs
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused, require

CHUNK = 100
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
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.order_letters",
        subject=vote,
        now=now,
        changes={"letters": [ordered, ordered + wanted]},
    )
    for batch in batches:
        make_letters.enqueue(batch.pk)
    return batches


def resume_letters(*, batch: CodeLetterBatch, actor: Person, now: datetime) -> None:
    """Go on with a batch that was interrupted. Letters already made are not made again."""
    require(may_make_letters(actor, batch.vote, now))
    if batch.finished_at is None:
        make_letters.enqueue(batch.pk)


@task()
def make_letters(batch_id: int) -> None:
    """Make what is left of a batch, a hundred at a time. May be run again, or twice at once, without making one too many."""
    while make_some(batch_id):
        pass


def make_some(batch_id: int) -> bool:
    """Make up to a hundred letters of the batch in one transaction. False when the batch is finished or gone."""
    batch = CodeLetterBatch.objects.filter(pk=batch_id, finished_at=None).first()
    if batch is None:
        return False
    fresh = {number: new_secret() for number in _new_numbers(batch.vote_id, min(CHUNK, batch.wanted - batch.made))}
    hashed = {number: HASHER.hash(secret) for number, secret in fresh.items()}
    try:
        with transaction.atomic():
            batch = CodeLetterBatch.objects.select_for_update().get(pk=batch_id)
            numbers = list(fresh)[: batch.wanted - batch.made]
            CodeLetter.objects.bulk_create(
                CodeLetter(vote_id=batch.vote_id, batch=batch, number=number, secret_hash=hashed[number])
                for number in numbers
            )
            if numbers:
                content = json.dumps([[number, fresh[number]] for number in numbers]).encode()
                SealedLetters.objects.create(batch=batch, content=keys.wrap(_purpose(batch), content))
            batch.made += len(numbers)
            if batch.made == batch.wanted and batch.finished_at is None:
                batch.finished_at = database_now()
            batch.save(update_fields=["made", "finished_at"])
    except IntegrityError:
        # Another worker drew one of the same numbers at the same moment: draw anew.
        return True
    return batch.finished_at is None


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
    related = ("vote__cycle__organisation", "vote__rule_sheet", "cycle_area__area", "taken_by")
    batch = CodeLetterBatch.objects.select_related(*related).get(pk=batch.pk)
    require(may_make_letters(actor, batch.vote, now))
    _require_takeable(batch)
    document = print_letters(batch.vote, list(_letters_in(batch)), address=address)
    with transaction.atomic():
        locked = CodeLetterBatch.objects.select_for_update(of=("self",)).select_related(*related).get(pk=batch.pk)
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
            _("Breven är redan hämtade av %(name)s. De kan hämtas en gång.") % {"name": batch.taken_by}, conflict=True
        )
    if batch.finished_at is None:
        raise Refused(
            _("Breven är inte klara än. %(made)d av %(wanted)d är gjorda.")
            % {"made": batch.made, "wanted": batch.wanted}
        )


def _letters_in(batch: CodeLetterBatch) -> Iterator[LetterToPrint]:
    void = set(
        CodeLetter.objects.filter(batch=batch)
        .exclude(state=LetterState.ISSUED, generation=1)
        .values_list("number", flat=True)
    )
    area = batch.cycle_area.area.name if batch.cycle_area is not None else ""
    for chunk in batch.sealed_chunks.order_by("pk").iterator():
        for number, secret in json.loads(keys.unwrap(_purpose(batch), bytes(chunk.content))):
            if number not in void:
                yield LetterToPrint(number, secret, area)


@transaction.atomic
def reissue_letter(*, vote: Vote, number: str, reason: str, actor: Person, now: datetime, address: str) -> bytes:
    """A new code for a lost or stolen letter, as a PDF. The old code dies in the same transaction.

    The number, and with it the voter's place in the vote, stays: a ballot cast with the old code can be replaced with the new.
    """
    require(may_make_letters(actor, vote, now))
    letter = _letter_for_change(vote, number, reason)
    secret = new_secret()
    letter.secret_hash = HASHER.hash(secret)
    letter.generation += 1
    letter.state = LetterState.ISSUED
    letter.save(update_fields=["secret_hash", "generation", "state"])
    area = letter.batch.cycle_area.area.name if letter.batch.cycle_area is not None else ""
    document = print_letters(vote, [LetterToPrint(letter.number, secret, area)], address=address)
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.reissue_letter",
        subject=letter,
        now=now,
        reason=reason.strip(),
    )
    return document


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
    wrong = WrongLetterCode.objects.filter(vote=vote, key=key).first()
    wait = wrong.last_at + policy.wait_after(wrong.failures) - now if wrong is not None else timedelta(0)
    if wait > timedelta(0):
        seconds = int(wait.total_seconds()) + 1
        raise ValidationError(
            _("Flera försök har varit fel. Vänta %(seconds)d sekunder och försök igen.") % {"seconds": seconds}
        )
    found = (
        CodeLetter.objects.filter(vote=vote, number=number)
        .values_list("secret_hash", "state", "generation", "batch_id")
        .first()
    )
    secret_hash, state, generation, batch_id = found or (_nobodys_hash(), LetterState.ISSUED, 0, 0)
    if not _matches(secret_hash, code) or found is None or state != LetterState.ISSUED:
        _note_wrong(vote, key, now)
        raise ValidationError(
            _(
                "Brevnumret och koden hör inte ihop med den här omröstningen. Kontrollera båda. Har du fått ett nytt brev gäller bara det."
            )
        )
    if wrong is not None:
        wrong.delete()
    style = CodeLetterBatch.objects.filter(pk=batch_id).values_list("cycle_area__area__code", flat=True).get()
    return letter_voter(vote, number, generation=generation, style=style)


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


def _matches(secret_hash: str, code: str) -> bool:
    try:
        return HASHER.verify(secret_hash, code)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return HASHER.hash(new_secret())


def _note_wrong(vote: Vote, key: str, now: datetime) -> None:
    table = WrongLetterCode._meta.db_table
    value = WrongLetterCode._meta.get_field("last_at").get_db_prep_value(now, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (vote_id, key, failures, last_at) VALUES (%s, %s, 1, %s) "  # noqa: S608 - table name
            f"ON CONFLICT (vote_id, key) DO UPDATE SET failures = {table}.failures + 1, last_at = excluded.last_at",
            [vote.pk, key, value],
        )
