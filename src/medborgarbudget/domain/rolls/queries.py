"""Who may vote, and what is there to know of a roll? A person is asked for by keyed reference or number, and never listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Deed, Identity, RuleSheet
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.rolls.models import (
    ChangeKind,
    ContactKind,
    RejectedRow,
    Roll,
    RollChange,
    RollContact,
    RollEntry,
    RollState,
    SamePerson,
    SealedAddresses,
)
from medborgarbudget.domain.rolls.personnummer import NumberRefused, read_number
from medborgarbudget.domain.rolls.references import contact_reference, person_reference
from medborgarbudget.foundation.clock import to_local


def roll_in_force(cycle: Cycle) -> Roll | None:
    """The cycle's approved roll; without one voters declare for themselves."""
    return Roll.objects.filter(cycle=cycle, state=RollState.APPROVED).select_related("approved_by").first()


def rolls_of(cycle: Cycle) -> QuerySet[Roll]:
    """Every reading, newest first."""
    return Roll.objects.filter(cycle=cycle).select_related("uploaded_by", "approved_by")


def roll_of(organisation: Organisation, cycle: Cycle, version: int) -> Roll | None:
    """One reading of the organisation's cycle."""
    return (
        Roll.objects.of(organisation)
        .filter(cycle=cycle, version=version)
        .select_related("cycle__organisation", "uploaded_by", "approved_by", "compared_with")
        .first()
    )


def rejected_rows(roll: Roll) -> QuerySet[RejectedRow]:
    """Rows left out, in the order of the file; at most some hundreds are kept."""
    return RejectedRow.objects.filter(roll=roll)


def age_day(cycle: Cycle, rules: RuleSheet, today: date) -> date:
    """The day on which voters must be old enough: the rules', else the day the vote opens, else today."""
    if rules.age_on is not None:
        return rules.age_on
    opens, _closes = times_of(cycle, Deed.VOTE)
    return to_local(opens).date() if opens is not None else today


def vote_opens(cycle: Cycle) -> datetime | None:
    """When the cycle's vote opens."""
    return times_of(cycle, Deed.VOTE)[0]


def made_for_other_rules(roll: Roll, cycle: Cycle) -> bool:
    """Whether the age limit, or which groups may vote, has been changed since the roll was checked."""
    rules = rules_in_force(cycle)
    if (roll.group_kind, list(roll.groups)) != (rules.group_kind, list(rules.groups)):
        return True
    return roll.min_age != rules.min_age or (bool(rules.min_age) and roll.age_on != age_day(cycle, rules, roll.age_on))


# --- finding a person ---


def entry_of(roll: Roll, reference: bytes) -> RollEntry | None:
    """The person's entry, also when asked for by another number of theirs; None when they may not vote."""
    same = SamePerson.objects.filter(roll=roll, other=reference).values_list("person_ref", flat=True).first()
    return (_entry(roll, bytes(same)) if same is not None else None) or _entry(roll, reference)


def _entry(roll: Roll, reference: bytes) -> RollEntry | None:
    return RollEntry.objects.filter(roll=roll, person_ref=reference, ended=False).select_related("area__area").first()


def entry_by_number(roll: Roll, text: str, today: date) -> RollEntry | None:
    """The entry of the person with this number, as typed. Raises NumberRefused when it is none."""
    number = read_number(text, today)
    return entry_of(roll, person_reference(roll.organisation_id, number.digits))


def entry_by_contact(roll: Roll, kind: ContactKind, plain: str) -> RollEntry | None:
    """The one entry whose owner reads this address; None when nobody does, or several share it."""
    ref = contact_reference(roll.organisation_id, kind.value, plain)
    people = list(RollContact.objects.filter(roll=roll, kind=kind, ref=ref).values_list("person_ref", flat=True)[:2])
    return entry_of(roll, bytes(people[0])) if len(people) == 1 else None


def ways_not_in_roll(roll: Roll, ways: Iterable[str]) -> list[str]:
    """Those of the ways in that this roll can let nobody in by, each in a sentence: it has no address, or no class, to know them by."""
    kinds = {Identity.EMAIL_CODE: ContactKind.EMAIL, Identity.SMS_CODE: ContactKind.PHONE}
    words = {
        Identity.EMAIL_CODE: _(
            "Reglerna släpper in med en kod till e-posten, men röstlängden har inga e-postadresser att känna igen. Läs in en fil med "
            "kolumnen E-post, eller ändra reglerna."
        ),
        Identity.SMS_CODE: _(
            "Reglerna släpper in med en kod i sms, men röstlängden har inga telefonnummer att känna igen. Läs in en fil med kolumnen "
            "Telefon, eller ändra reglerna."
        ),
        Identity.SCHOOL_CLASS: _(
            "Reglerna släpper in med koder från skolan, men röstlängden säger inte vilka som går i vilken klass. Läs in en fil med "
            "kolumnerna Klass och Namn, eller ändra reglerna."
        ),
    }
    missing = [
        way
        for way, kind in kinds.items()
        if way in ways and not RollContact.objects.filter(roll=roll, kind=kind).exists()
    ]
    if Identity.SCHOOL_CLASS in ways and not roll.summary.get("pupils"):
        missing.append(Identity.SCHOOL_CLASS)
    return [words[way] for way in missing]


def classes_to_print(roll: Roll) -> list[tuple[str, int]]:
    """School classes whose pupils' names are still there to make slips of, each with how many."""
    pieces = SealedAddresses.objects.filter(roll=roll).exclude(school_class="").order_by("school_class")
    return list(pieces.values_list("school_class").annotate(n=Sum("number")))


def references(roll: Roll) -> Iterable[bytes]:
    """Every person's reference, those who have ended too, in order of reference."""
    rows = RollEntry.objects.filter(roll=roll).order_by("person_ref").values_list("person_ref", flat=True)
    return (bytes(ref) for ref in rows.iterator(chunk_size=5_000))


# --- in numbers ---


@dataclass(frozen=True)
class RollFacts:
    """What everybody may know: how many may vote, and how many cases have changed the roll since the vote opened."""

    persons: int
    changes_while_open: int


def roll_facts(cycle: Cycle) -> RollFacts | None:
    """None when the vote is without a roll."""
    roll = roll_in_force(cycle)
    if roll is None:
        return None
    opens = vote_opens(cycle)
    changes = list(RollChange.objects.filter(roll=roll).exclude(at=None).values_list("kind", "at"))
    # A million entries are not counted for a page: the file had so many, and each case adds or ends one.
    kinds = [kind for kind, _at in changes]
    persons = roll.summary["entries"] + kinds.count(ChangeKind.ADD) - kinds.count(ChangeKind.END)
    return RollFacts(persons, sum(opens is not None and at is not None and at >= opens for _kind, at in changes))


__all__ = [
    "NumberRefused",
    "RollFacts",
    "age_day",
    "classes_to_print",
    "entry_by_contact",
    "entry_by_number",
    "entry_of",
    "made_for_other_rules",
    "references",
    "rejected_rows",
    "roll_facts",
    "roll_in_force",
    "roll_of",
    "rolls_of",
    "vote_opens",
    "ways_not_in_roll",
]
