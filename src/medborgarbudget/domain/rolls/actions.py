"""What can be done with a roll? Read a file, have it approved by a second person, throw it away, change one person as a case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.people.models import Person, TwoPersonDeed
from medborgarbudget.domain.people.two_people import ask
from medborgarbudget.domain.rolls import policy, queries, upload
from medborgarbudget.domain.rolls.background import check_roll, forget_roll
from medborgarbudget.domain.rolls.models import ChangeKind, Roll, RollChange, RollEntry, RollState, SamePerson
from medborgarbudget.domain.rolls.permissions import may_change, may_handle_rolls, may_have_approved, may_read_in
from medborgarbudget.domain.rolls.personnummer import NumberRefused, read_number
from medborgarbudget.domain.rolls.references import person_reference
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused, require

APPROVE, CHANGE = "roll.approve", "roll.add"


@transaction.atomic
def read_in(
    *, cycle: Cycle, chunks: Iterable[bytes], file_name: str, request_key: str, actor: Person, now: datetime
) -> Roll:
    """Keep the file sealed and have it read in the background. The same `request_key` again gives the same roll.

    Raises ValidationError on `file` when there is nothing in it.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=cycle.pk)
    require(may_read_in(actor, cycle, now))
    made = Roll.objects.filter(cycle=cycle, request_key=request_key).first()
    if made is not None:
        return made
    rules = rules_in_force(cycle)
    last = Roll.objects.filter(cycle=cycle).aggregate(last=Max("version"))["last"] or 0
    roll = Roll.objects.create(
        organisation=cycle.organisation,
        cycle=cycle,
        version=last + 1,
        file_name=_harmless(file_name),
        request_key=request_key,
        min_age=rules.min_age,
        age_on=queries.age_day(cycle, rules, to_local(now).date()),
        group_kind=rules.group_kind,
        groups=rules.groups,
        uploaded_by=actor,
        uploaded_at=now,
    )
    roll.bytes_total = upload.keep(roll, chunks)
    if not roll.bytes_total:
        raise ValidationError({"file": _("Filen är tom. Välj en annan fil.")})
    roll.save(update_fields=["bytes_total"])
    _record(roll, actor, "roll.read_in", now, changes={"bytes": [None, roll.bytes_total]})
    check_roll.enqueue(roll.pk)
    return roll


def _harmless(name: str) -> str:
    """A file's name without what could be a number of somebody's."""
    return re.sub(r"\d{6,}", "…", name.replace("\0", ""))[-120:]


def resume(*, roll: Roll, actor: Person, now: datetime) -> None:
    """Begin anew with a file whose reading has stopped."""
    require(may_handle_rolls(actor, roll.cycle, now))
    if roll.state == RollState.CHECKING:
        check_roll.enqueue(roll.pk)


@transaction.atomic
def discard(*, roll: Roll, actor: Person, now: datetime) -> None:
    """Throw away a reading that is not in force, with everything that was read."""
    require(may_handle_rolls(actor, roll.cycle, now))
    gone = Roll.objects.filter(pk=roll.pk, state__in=(RollState.CHECKING, RollState.CHECKED, RollState.REFUSED)).update(
        state=RollState.DISCARDED, run=""
    )
    if not gone:
        raise Refused(_("Röstlängden gäller eller har gällt. Den kan inte kastas."))
    upload.destroy(roll)
    roll.rejected.all().delete()
    _record(roll, actor, "roll.discard", now)
    forget_roll.enqueue(roll.pk)


# --- approving ---


def ask_approval(*, roll: Roll, leave_out: bool, reason: str, actor: Person, now: datetime) -> TwoPersonDeed:
    """Put a checked roll before a second person. `leave_out`: the one who asks has said that rejected rows may be left out."""
    require(may_have_approved(actor, roll, now))
    errors = {}
    if roll.summary.get("rejected") and not leave_out:
        errors["leave_out"] = _("Rätta filen och läs in den igen, eller kryssa i att raderna ska lämnas utanför.")
    if not reason.strip():
        errors["reason"] = _("Ange varifrån filen kommer och vilken dag uppgifterna är från.")
    if errors:
        raise ValidationError(errors)
    return ask(
        kind=APPROVE,
        subject=roll,
        organisation=roll.organisation,
        payload={"rejected": roll.summary.get("rejected", 0)},
        reason=reason.strip(),
        actor=actor,
        now=now,
    )


def perform_approve(deed: TwoPersonDeed, *, now: datetime) -> None:
    """The roll takes the place of the one in force. Called when the second person confirms, in that transaction."""
    roll = Roll.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=deed.subject_id)
    Cycle.objects.select_for_update(of=("self",)).get(pk=roll.cycle_id)
    require(may_have_approved(deed.asked_by, roll, now))
    before = Roll.objects.filter(cycle_id=roll.cycle_id, state=RollState.APPROVED)
    replaced = list(before.values_list("pk", flat=True))
    before.update(state=RollState.REPLACED)
    roll.state, roll.approved_at, roll.approved_by = RollState.APPROVED, now, deed.answered_by
    roll.save(update_fields=["state", "approved_at", "approved_by"])
    _record(
        roll,
        deed.answered_by,
        APPROVE,
        now,
        reason=deed.reason,
        changes={"persons": [None, roll.summary.get("entries")], "rejected": [None, roll.summary.get("rejected", 0)]},
    )
    for pk in replaced:
        forget_roll.enqueue(pk)


# --- one person, as a case ---


@transaction.atomic
def ask_change(
    *, roll: Roll, kind: ChangeKind, number: str, area: CycleArea | None, reason: str, actor: Person, now: datetime
) -> TwoPersonDeed:
    """Put a change of one person before a second. The number is made into a reference here and is not kept.

    Raises ValidationError on number, area and reason.
    """
    require(may_change(actor, roll, now))
    errors: dict[str, str] = {}
    reference, year = b"", 0
    try:
        person = read_number(number, to_local(now).date())
        reference, year = person_reference(roll.organisation_id, person.digits), person.born.year
        there = queries.entry_of(roll, reference)
        if kind == ChangeKind.ADD and there is not None:
            errors["number"] = _("Personen finns redan i röstlängden.")
        elif kind != ChangeKind.ADD and there is None:
            errors["number"] = _("Personen finns inte i röstlängden.")
        elif kind == ChangeKind.ADD and not policy.old_enough(person.born, roll.min_age, roll.age_on):
            errors["number"] = _("Personen är inte %(age)d år den dag som reglerna anger.") % {"age": roll.min_age}
        elif there is not None:
            reference = bytes(there.person_ref)
    except NumberRefused as error:
        errors["number"] = error.reason
    if area is not None and area.cycle_id != roll.cycle_id:
        errors["area"] = _("Välj ett område i omgången.")
    if not reason.strip():
        errors["reason"] = _("Ange varför, till exempel att personen har flyttat in.")
    elif re.search(r"\d{6}[-+ ]?\d{4}", reason):
        errors["reason"] = _("Skriv inte personnumret här. Det sparas inte någonstans.")
    if errors:
        raise ValidationError(errors)
    change = RollChange.objects.create(roll=roll, kind=kind, reason=reason.strip(), asked_by=actor, asked_at=now)
    payload = {"kind": kind.value, "person": reference.hex(), "year": year, "area": area.pk if area else None}
    return ask(
        kind=CHANGE,
        subject=change,
        organisation=roll.organisation,
        payload=payload,
        reason=reason.strip(),
        actor=actor,
        now=now,
    )


def perform_change(deed: TwoPersonDeed, *, now: datetime) -> None:
    """Change the one person. Called when the second person confirms."""
    change = RollChange.objects.get(pk=deed.subject_id)
    roll = Roll.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=change.roll_id)
    require(may_change(deed.asked_by, roll, now))
    kind, reference = ChangeKind(deed.payload["kind"]), bytes.fromhex(deed.payload["person"])
    entry = RollEntry.objects.select_for_update(of=("self",)).filter(roll=roll, person_ref=reference).first()
    if kind == ChangeKind.ADD:
        if entry is not None and not entry.ended:
            raise Refused(_("Personen finns redan i röstlängden."))
        entry = entry or RollEntry(roll=roll, person_ref=reference, birth_year=deed.payload["year"])
        entry.ended, entry.area_id = False, deed.payload["area"]
    elif entry is None or entry.ended:
        raise Refused(_("Personen finns inte i röstlängden."))
    elif kind == ChangeKind.MOVE:
        entry.area_id = deed.payload["area"]
    else:
        entry.ended = True
    entry.save()
    change.entry, change.confirmed_by, change.at = entry, deed.answered_by, now
    change.save(update_fields=["entry", "confirmed_by", "at"])
    _record(roll, deed.answered_by, CHANGE, now, reason=deed.reason, changes={"case": [None, kind.value]})


def note_same_person(*, roll: Roll, other: bytes, reference: bytes) -> None:
    """An e-ID has shown that two references are one person: from now on both lead to `reference`."""
    SamePerson.objects.get_or_create(roll=roll, other=other, defaults={"person_ref": reference})


def _record(
    roll: Roll,
    actor: Person | None,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, object] | None = None,
) -> None:
    audit.record(
        organisation_id=roll.organisation_id,
        actor=actor,
        verb=verb,
        subject=roll,
        now=now,
        reason=reason,
        changes=changes,
    )
