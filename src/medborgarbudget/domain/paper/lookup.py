"""How does a desk find the voter in front of it? Each way in that a vote knows is looked up in its own way; all lead to the one slot.

Whoever brings another way of showing who one is adds a `Lookup` here: it takes the vote and what the desk typed, and gives the voter, or
None for nobody. What is typed is never stored or logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.rolls.models import ContactKind
from medborgarbudget.domain.rolls.personnummer import NumberRefused
from medborgarbudget.domain.rolls.policy import plain_phone
from medborgarbudget.domain.rolls.queries import entry_by_number, roll_in_force
from medborgarbudget.domain.voting import queries
from medborgarbudget.domain.voting.actions.letters import holder_of
from medborgarbudget.domain.voting.identity import Voter, address_voter, entry_voter, normalise_address
from medborgarbudget.domain.voting.models import CodeLetter, LetterState, Vote
from medborgarbudget.domain.voting.policy import Channel


class FindVoter(Protocol):
    """The voter whom a typed text points out. None when there is nobody; ValidationError when the text cannot be read."""

    def __call__(self, vote: Vote, query: str, today: date, /) -> Voter | None: ...


class Offered(Protocol):
    """Whether the vote lets people in that way at all."""

    def __call__(self, vote: Vote, /) -> bool: ...


@dataclass(frozen=True)
class Lookup:
    name: str
    label: str | Promise
    offered: Offered
    find: FindVoter


def _by_number(vote: Vote, query: str, today: date) -> Voter | None:
    roll = roll_in_force(vote.cycle)
    if roll is None:
        return None
    try:
        entry = entry_by_number(roll, query, today)
    except NumberRefused as refused:
        raise ValidationError(refused.reason) from refused
    return entry_voter(vote, entry, Channel.PAPER) if entry is not None else None


def _by_letter(vote: Vote, query: str, today: date) -> Voter | None:
    number = "".join(sign for sign in query if not sign.isspace())
    if not number.isascii() or not number.isdigit():
        raise ValidationError(_("Ange brevets nummer, nio siffror."))
    letter = CodeLetter.objects.filter(vote=vote, number=number, state=LetterState.ISSUED).first()
    return holder_of(vote, letter) if letter is not None else None


def _by_email(vote: Vote, query: str, today: date) -> Voter | None:
    address = query.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(_("Ange en hel e-postadress, till exempel asta@example.org.")) from error
    return address_voter(vote, ContactKind.EMAIL, normalise_address(address))


def _by_phone(vote: Vote, query: str, today: date) -> Voter | None:
    number = plain_phone(query)
    if number is None:
        raise ValidationError(_("Ange ett mobilnummer, till exempel 070-123 45 67."))
    return address_voter(vote, ContactKind.PHONE, number)


LOOKUPS: list[Lookup] = [
    Lookup("number", gettext_lazy("Personnummer"), lambda vote: roll_in_force(vote.cycle) is not None, _by_number),
    Lookup(
        "letter",
        gettext_lazy("Nummer på brev eller lapp"),
        lambda vote: queries.takes_letters(vote) or queries.takes_school(vote),
        _by_letter,
    ),
    Lookup("email", gettext_lazy("E-postadress"), queries.takes_email, _by_email),
    Lookup("phone", gettext_lazy("Telefonnummer"), queries.takes_sms, _by_phone),
]


def lookups_of(vote: Vote) -> list[Lookup]:
    """The ways that this vote offers, in order."""
    return [each for each in LOOKUPS if each.offered(vote)]


def find_voter(vote: Vote, way: str, query: str, today: date) -> Voter | None:
    """Who it is. Raises ValidationError for a way that the vote does not offer or a text that cannot be read."""
    found = next((each for each in lookups_of(vote) if each.name == way), None)
    if found is None:
        raise ValidationError(_("Välj hur du söker."))
    return found.find(vote, query, today)
