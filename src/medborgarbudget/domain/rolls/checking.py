"""What does an uploaded file hold? Read row by row, each number made into a keyed reference at once, faults noted by row, nothing shown of anybody.

Built for a million rows: the rows are packed into arrays (45 bytes each), sorted by reference, so that their order in the file is
lost, and written in pieces. Nothing of it is in force before the roll is approved.
"""

from __future__ import annotations

import contextlib
import io
import json
import secrets
import uuid
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import CycleArea, GroupKind, Identity
from medborgarbudget.domain.cycles.policy import in_one_of, plain_group
from medborgarbudget.domain.rolls import policy, upload
from medborgarbudget.domain.rolls.models import (
    ContactKind,
    RejectedRow,
    Roll,
    RollContact,
    RollEntry,
    RollState,
    SamePerson,
    SealedAddresses,
)
from medborgarbudget.domain.rolls.personnummer import NumberRefused, read_number
from medborgarbudget.domain.rolls.references import contact_reference, many_references
from medborgarbudget.domain.rolls.sources import FileSource
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.files.rows import TableRefused
from medborgarbudget.foundation.sealed import wrap

PROGRESS_EVERY = 20_000
WRITTEN_AT_A_TIME = 25_000
ADDRESSES_SEALED_TOGETHER = 250
PIECES_WRITTEN_TOGETHER = 100
NO_AREA = -1


class ReadingFailed(Exception):  # noqa: N818 - reads as what it says
    """Something unforeseen; the reading can be begun anew."""


class _Superseded(Exception):  # noqa: N818 - reads as what it says
    """Another reading of the same file has begun; this one stops and leaves everything to it."""


@dataclass
class _Found:
    """What has been read so far, packed. The four arrays have one place per row taken."""

    refs: bytearray = field(default_factory=bytearray)
    rows: array[int] = field(default_factory=lambda: array("I"))
    areas: array[int] = field(default_factory=lambda: array("h"))
    years: array[int] = field(default_factory=lambda: array("H"))
    protected: set[bytes] = field(default_factory=set)
    same: dict[bytes, bytes] = field(default_factory=dict)
    contacts: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)

    def reject(self, row: int, column: str, reason: str) -> None:
        self.numbers["rejected"] += 1
        if len(self.rejected) < policy.MOST_REJECTED_KEPT:
            self.rejected.append((row, policy.TITLES.get(column, ""), reason))


def check(roll_id: int) -> None:
    """Read the file of the roll to its end. Leaves the roll CHECKED with a summary, or REFUSED with the reason; the file is gone after."""
    run = secrets.token_hex(16)
    if not Roll.objects.filter(pk=roll_id, state=RollState.CHECKING).update(run=run, rows_read=0, bytes_read=0):
        return
    roll = Roll.objects.select_related("cycle__organisation").get(pk=roll_id)
    try:
        _clear(roll)
        _Reading(roll).read()
    except _Superseded:
        return
    except (TableRefused, policy.ColumnsRefused) as error:
        row = getattr(error, "row", None)
        _refuse(roll, _("Rad %(row)d: %(reason)s") % {"row": row, "reason": error} if row else str(error))
    except Exception as error:
        # What an error says, and what it was raised from, may hold a piece of the file: only its kind goes on to the log.
        raise ReadingFailed(f"reading roll {roll.pk}: {type(error).__name__}") from None


def _clear(roll: Roll) -> None:
    for made in (RollEntry, RejectedRow, RollContact, SealedAddresses, SamePerson):
        made._default_manager.filter(roll=roll).delete()


def _refuse(roll: Roll, reason: str) -> None:
    with transaction.atomic():
        if Roll.objects.filter(pk=roll.pk, run=roll.run, state=RollState.CHECKING).update(
            state=RollState.REFUSED, refusal=reason[:400], checked_at=database_now()
        ):
            _clear(roll)
            upload.destroy(roll)


class _Reading:
    """One reading of one file."""

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.today: date = to_local(database_now()).date()
        self.areas: list[CycleArea] = list(cycles.areas(roll.cycle))
        self.area_places = _area_places(self.areas)
        ways = cycles.rules_in_force(roll.cycle).identities
        self.wants_addresses = Identity.CODE_LETTER in ways
        self.wants_email = Identity.EMAIL_CODE in ways
        self.wants_phone = Identity.SMS_CODE in ways
        self.wants_pupils = Identity.SCHOOL_CLASS in ways
        self.reference = many_references(roll.organisation_id)
        self.found = _Found()
        self.waiting: dict[tuple[int, str], list[Any]] = {}
        self.sealed: list[SealedAddresses] = []

    def read(self) -> None:
        with (
            io.BufferedReader(upload.SealedFile(self.roll), upload.PIECE) as file,
            contextlib.closing(FileSource(file).rows()) as rows,
        ):
            columns = self._read_rows(file, rows)
        self._write(columns)

    def _read_rows(self, file: IO[bytes], rows: Iterator[tuple[int, list[str]]]) -> policy.Columns:
        _number, headings = next(rows, (0, []))
        columns = policy.read_columns(headings)
        policy.require_groups(columns, self.roll.group_kind)
        take = self._taker(columns)
        for count, (number, row) in enumerate(rows, start=1):
            if count > policy.MOST_ROWS:
                raise TableRefused(_("Filen har fler än %(most)d rader.") % {"most": policy.MOST_ROWS})
            take(number, row)
            if count % PROGRESS_EVERY == 0:
                self._tell(count, file.tell())
        read = self.found.numbers["rows"]
        if not read:
            raise TableRefused(_("Filen har rubriker men inga rader."))
        if self.found.numbers["rejected"] > max(10, read * policy.MOST_REJECTED_SHARE):
            number, column, reason = self.found.rejected[0]
            raise TableRefused(
                _("%(wrong)d av %(all)d rader är fel. Den första, i kolumnen %(column)s: %(reason)s")
                % {"wrong": self.found.numbers["rejected"], "all": read, "column": column or "–", "reason": reason},
                number,
            )
        for area, school_class in list(self.waiting):
            self._seal(area, school_class)
        self._keep_sealed()
        self._tell(read, self.roll.bytes_total)
        return columns

    def _taker(self, columns: policy.Columns) -> Any:
        """The function that takes one row; columns that are not there cost nothing."""
        places, found = columns.places, self.found
        refs, rows, areas, years, numbers = found.refs, found.rows, found.areas, found.years, found.numbers
        person, coordination = places.get(policy.PERSON), places.get(policy.COORDINATION)
        area_at, protected_at = places.get(policy.AREA), places.get(policy.PROTECTED)
        by_area = area_at is not None and bool(self.areas)
        min_age, age_on = self.roll.min_age, self.roll.age_on
        extra = self._extra_taker(columns)
        reference, today, area_places = self.reference, self.today, self.area_places
        met: dict[str, int] = {}
        groups_at = self._group_places(columns)
        welcome: dict[str, bool] = {}

        def cell(row: list[str], place: int | None) -> str:
            return row[place].strip() if place is not None and place < len(row) else ""

        def take(number: int, row: list[str]) -> None:
            numbers["rows"] += 1
            text, other = cell(row, person), cell(row, coordination)
            if not text:
                text, other = other, ""
            try:
                who = read_number(text, today)
            except NumberRefused as error:
                return found.reject(number, policy.PERSON, error.reason)
            older = None
            if other:
                try:
                    older = read_number(other, today)
                except NumberRefused as error:
                    return found.reject(number, policy.COORDINATION, error.reason)
            protected = False
            if protected_at is not None and (marked := cell(row, protected_at)):
                answer = policy.read_protected(marked)
                if answer is None:
                    return found.reject(number, policy.PROTECTED, _("Skriv ja eller nej, eller lämna rutan tom."))
                protected = answer
            area = NO_AREA
            if by_area and not protected:
                named = cell(row, area_at)
                place = met.get(named)
                if place is None:
                    place = area_places.get(policy.plain_area(named))
                    if place is not None:
                        met[named] = place
                if place is None:
                    reason = _("Området saknas.") if not named else _("Området finns inte i omgången.")
                    return found.reject(number, policy.AREA, reason)
                area = place
            if not policy.old_enough(who.born, min_age, age_on):
                numbers["too_young"] += 1
                return None
            if groups_at:
                name = _joined(row, groups_at)
                inside = welcome.get(name)
                if inside is None:
                    inside = welcome[name] = in_one_of(self.roll.groups, name, kind=self.roll.group_kind)
                if not inside:
                    numbers["outside_groups"] += 1
                    return None
            ref = reference(who.digits)
            refs.extend(ref)
            rows.append(number)
            areas.append(area)
            years.append(who.born.year)
            numbers["coordination"] += who.coordination
            if older is not None and older.digits != who.digits:
                found.same[reference(older.digits)] = ref
            if protected:
                found.protected.add(ref)
            elif extra is not None:
                extra(row, ref, area)
            return None

        return take

    def _group_places(self, columns: policy.Columns) -> tuple[int, ...]:
        """Where a row tells whether its person is in a group that the vote is for; nowhere when it is for everybody."""
        places = columns.places
        wanted: dict[str, tuple[str, ...]] = {
            GroupKind.GROUP: (policy.GROUP,),
            GroupKind.CLASS: (policy.SCHOOL, policy.CLASS),
        }
        return tuple(places[name] for name in wanted.get(self.roll.group_kind, ()) if name in places)

    def _extra_taker(self, columns: policy.Columns) -> Any:
        """What takes addresses for letters, e-mail and telephone, when the rules of the vote have a use for them."""
        places = columns.places
        organisation = self.roll.organisation_id
        letters = self.wants_addresses and columns.has(policy.NAME, policy.FIRST, policy.LAST, policy.STREET)
        email_at = places.get(policy.EMAIL) if self.wants_email else None
        phone_at = places.get(policy.PHONE) if self.wants_phone else None
        class_at = _at(columns, policy.SCHOOL, policy.CLASS) if self.wants_pupils and columns.has(policy.CLASS) else ()
        if not columns.has(policy.NAME, policy.FIRST, policy.LAST):
            class_at = ()
        if not letters and not class_at and email_at is None and phone_at is None:
            return None

        names_at = _at(columns, policy.NAME) or _at(columns, policy.FIRST, policy.LAST)
        care_at, street_at = _at(columns, policy.CARE_OF), _at(columns, policy.STREET)
        town_at = _at(columns, policy.POSTCODE, policy.CITY)
        cells = _joined
        spelled: dict[str, str] = {}

        def wait(area: int, school_class: str, person: list[Any]) -> None:
            waiting = self.waiting.setdefault((area, school_class), [])
            waiting.append(person)
            if len(waiting) >= ADDRESSES_SEALED_TOGETHER:
                self._seal(area, school_class)

        def extra(row: list[str], ref: bytes, area: int) -> None:
            if letters:
                name = cells(row, names_at)
                care_of = cells(row, care_at) if care_at else ""
                lines = [
                    line
                    for line in (f"c/o {care_of}" if care_of else "", cells(row, street_at), cells(row, town_at))
                    if line
                ]
                if lines:
                    wait(area, "", [ref.hex(), name, lines])
            if class_at and (school_class := _joined(row, class_at)[:80]):
                wait(
                    NO_AREA,
                    spelled.setdefault(plain_group(school_class), school_class),
                    [ref.hex(), cells(row, names_at), []],
                )
            if email_at is not None and email_at < len(row) and "@" in row[email_at]:
                plain = policy.plain_email(row[email_at])
                self.found.contacts.append((ContactKind.EMAIL, contact_reference(organisation, "email", plain), ref))
            if phone_at is not None and phone_at < len(row):
                number = policy.plain_phone(row[phone_at])
                if number:
                    self.found.contacts.append(
                        (ContactKind.PHONE, contact_reference(organisation, "phone", number), ref)
                    )

        return extra

    def _seal(self, area: int, school_class: str) -> None:
        people = self.waiting.pop((area, school_class))
        self.sealed.append(
            SealedAddresses(
                roll=self.roll,
                area=self.areas[area] if area != NO_AREA else None,
                school_class=school_class,
                number=len(people),
                content=wrap(f"addresses|{self.roll.pk}", json.dumps(people, ensure_ascii=False).encode()),
            )
        )
        if len(self.sealed) >= PIECES_WRITTEN_TOGETHER:
            self._keep_sealed()

    def _keep_sealed(self) -> None:
        SealedAddresses.objects.bulk_create(self.sealed)
        self.sealed.clear()

    def _tell(self, rows: int, read: int) -> None:
        """How far it has come; stops here when somebody has begun anew."""
        mine = Roll.objects.filter(pk=self.roll.pk, run=self.roll.run, state=RollState.CHECKING)
        if not mine.update(rows_read=rows, bytes_read=read):
            raise _Superseded

    # --- writing ---

    def _write(self, columns: policy.Columns) -> None:
        kept = self._sorted_without_doubles()
        self._keep_protected_out()
        table = np.frombuffer(self.found.refs, dtype="V32")
        for start in range(0, len(kept), WRITTEN_AT_A_TIME):
            self._tell(self.found.numbers["rows"], self.roll.bytes_total)
            _insert_entries(self._entries(table, kept[start : start + WRITTEN_AT_A_TIME]))
        _insert_contacts(self.roll, self.found.contacts)
        self._finish(columns, len(kept))

    def _sorted_without_doubles(self) -> Any:
        """Places of the rows that become entries, in order of reference. A person's first row counts; a later one elsewhere is rejected."""
        found = self.found
        if found.same:
            self._one_reference_each()
        keys = np.frombuffer(found.refs, dtype=">u8").reshape(-1, 4)
        order = np.lexsort((np.frombuffer(found.rows, dtype=np.uint32), keys[:, 0]))
        again = np.zeros(len(order), dtype=bool)
        again[1:] = (keys[order[1:]] == keys[order[:-1]]).all(axis=1)
        first = NO_AREA
        for place in np.flatnonzero(again):
            if not again[place - 1]:
                first = found.areas[order[place - 1]]
            here = found.areas[order[place]]
            if here in (first, NO_AREA):
                found.numbers["doubles"] += 1
            else:
                found.reject(
                    found.rows[order[place]],
                    policy.AREA,
                    _("Personen finns redan på en tidigare rad, med ett annat område."),
                )
        return order[~again]

    def _one_reference_each(self) -> None:
        """Rows under an old samordningsnummer become rows of the person who the file says it is."""
        refs = self.found.refs
        table = np.frombuffer(bytes(refs), dtype="V32")
        old = np.array([np.void(ref) for ref in self.found.same], dtype="V32")
        for place in np.flatnonzero(np.isin(table.view("S32"), old.view("S32"))):
            now = self.found.same.get(bytes(refs[place * 32 : place * 32 + 32]))
            if now is not None:
                refs[place * 32 : place * 32 + 32] = now
        SamePerson.objects.bulk_create(
            SamePerson(roll=self.roll, other=other, person_ref=ref) for other, ref in self.found.same.items()
        )
        self.found.numbers["same"] = len(self.found.same)

    def _keep_protected_out(self) -> None:
        """Somebody protected on one row and not on another is protected: no area, no address, no contact."""
        found = self.found
        found.numbers["protected"] = len(found.protected)
        if not found.protected:
            return
        found.contacts = [contact for contact in found.contacts if contact[2] not in found.protected]
        for place in range(len(found.areas)):
            if found.areas[place] != NO_AREA and bytes(found.refs[place * 32 : place * 32 + 32]) in found.protected:
                found.areas[place] = NO_AREA

    def _entries(self, table: Any, places: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        roll, areas, found = self.roll.pk, [area.pk for area in self.areas], self.found
        for place in places:
            area = found.areas[place]
            yield (
                uuid.uuid4(),
                roll,
                table[place].tobytes(),
                areas[area] if area != NO_AREA else None,
                found.years[place],
            )

    def _finish(self, columns: policy.Columns, entries: int) -> None:
        found, roll = self.found, self.roll
        if found.protected:
            _reseal_without(roll, {ref.hex() for ref in found.protected})
        with transaction.atomic():
            before = Roll.objects.filter(cycle=roll.cycle, state=RollState.APPROVED).first()
            sealed = SealedAddresses.objects.filter(roll=roll)
            summary = {
                "rows": found.numbers["rows"],
                "entries": entries,
                "rejected": found.numbers["rejected"],
                "doubles": found.numbers["doubles"],
                "too_young": found.numbers["too_young"],
                "outside_groups": found.numbers["outside_groups"],
                "protected": found.numbers["protected"],
                "coordination": found.numbers["coordination"],
                "same": found.numbers["same"],
                "addresses": sum(sealed.filter(school_class="").values_list("number", flat=True)),
                "pupils": sum(sealed.exclude(school_class="").values_list("number", flat=True)),
                "contacts": len(found.contacts),
                "columns": sorted(columns.places),
                "unknown_columns": columns.unknown,
                "areas": _by_area(roll),
                "ages": _by_age(roll),
                **(_difference(roll, before) if before is not None else {}),
            }
            changed = Roll.objects.filter(pk=roll.pk, run=roll.run, state=RollState.CHECKING).update(
                state=RollState.CHECKED,
                summary=summary,
                has_contacts=bool(found.contacts),
                compared_with=before,
                checked_at=database_now(),
            )
            if not changed:
                raise _Superseded
            RejectedRow.objects.bulk_create(
                RejectedRow(roll=roll, row=row, column=column, reason=reason[:300])
                for row, column, reason in sorted(found.rejected)
            )
            upload.destroy(roll)


def _at(columns: policy.Columns, *names: str) -> tuple[int, ...]:
    return tuple(columns.places[name] for name in names if name in columns.places)


def _joined(row: list[str], wanted: tuple[int, ...]) -> str:
    """What stands in some places of a row, with one space between."""
    return " ".join([part[:80] for place in wanted if place < len(row) and (part := row[place].strip())])


def _area_places(areas: Sequence[CycleArea]) -> dict[str, int]:
    places = {policy.plain_area(area.area.name): place for place, area in enumerate(areas)}
    return places | {policy.plain_area(area.area.code): place for place, area in enumerate(areas)}


def _insert_entries(rows: Iterator[tuple[Any, ...]]) -> None:
    names = "uuid, roll_id, person_ref, area_id, birth_year, ended"
    table = RollEntry._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, False))
        else:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES (%s, %s, %s, %s, %s, 0)",  # noqa: S608 - table name
                [(key.hex, *rest) for key, *rest in rows],
            )


def _insert_contacts(roll: Roll, contacts: list[tuple[str, bytes, bytes]]) -> None:
    unique = sorted(set(contacts))
    for start in range(0, len(unique), WRITTEN_AT_A_TIME):
        RollContact.objects.bulk_create(
            (
                RollContact(roll=roll, kind=kind, ref=ref, person_ref=person)
                for kind, ref, person in unique[start : start + WRITTEN_AT_A_TIME]
            ),
            batch_size=5_000,
        )


def _reseal_without(roll: Roll, protected: set[str]) -> None:
    """Take protected persons out of the sealed addresses, where another row of the file had put them."""
    from medborgarbudget.domain.rolls.addresses import open_addresses

    for sealed in SealedAddresses.objects.filter(roll=roll).iterator(chunk_size=20):
        people = open_addresses(sealed)
        left = [person for person in people if person[0] not in protected]
        if len(left) < len(people):
            sealed.content = wrap(f"addresses|{roll.pk}", json.dumps(left).encode())
            sealed.number = len(left)
            sealed.save(update_fields=["content", "number"])


def _by_area(roll: Roll) -> list[list[Any]]:
    """Name of the area ("" for the whole) and number of persons, in the order of the areas."""
    rows = RollEntry.objects.filter(roll=roll, ended=False).values_list("area").annotate(n=Count("uuid")).order_by()
    counted = dict(rows)
    named = [[str(area), counted.get(area.pk, 0)] for area in cycles.areas(roll.cycle)]
    return [*named, ["", counted.get(None, 0)]]


def _by_age(roll: Roll) -> list[list[Any]]:
    """Age group and number of persons."""
    rows = (
        RollEntry.objects.filter(roll=roll, ended=False).values_list("birth_year").annotate(n=Count("uuid")).order_by()
    )
    counted: Counter[str] = Counter()
    for year, number in rows:
        counted[policy.age_group(year, roll.age_on.year)] += number
    return [[name, counted[name]] for name, _low, _high in policy.AGE_GROUPS]


def _difference(roll: Roll, before: Roll) -> dict[str, Any]:
    """How many came, went and moved since the roll in force, and its ages."""
    table = RollEntry._meta.db_table
    alone = (
        f"SELECT COUNT(*) FROM {table} a WHERE a.roll_id = %s AND NOT a.ended AND NOT EXISTS "  # noqa: S608 - table name
        f"(SELECT 1 FROM {table} b WHERE b.roll_id = %s AND b.person_ref = a.person_ref AND NOT b.ended)"
    )
    moved = (
        f"SELECT COUNT(*) FROM {table} a JOIN {table} b ON b.roll_id = %s AND b.person_ref = a.person_ref "  # noqa: S608
        "WHERE a.roll_id = %s AND NOT b.ended AND COALESCE(a.area_id, 0) <> COALESCE(b.area_id, 0)"
    )
    with connection.cursor() as cursor:
        numbers = []
        for sql, first, second in (
            (alone, roll.pk, before.pk),
            (alone, before.pk, roll.pk),
            (moved, before.pk, roll.pk),
        ):
            cursor.execute(sql, [first, second])
            numbers.append(int(cursor.fetchone()[0]))
    return {"added": numbers[0], "removed": numbers[1], "moved": numbers[2], "ages_before": _by_age(before)}
