"""To whom do letters go? Names and addresses from the roll, opened in memory a few hundred at a time, for the print file alone."""

from __future__ import annotations

import json
from dataclasses import dataclass

from medborgarbudget.domain.rolls.models import Roll, SealedAddresses
from medborgarbudget.foundation.sealed import unwrap


@dataclass(frozen=True)
class Addressee:
    """Somebody who gets a letter; `lines` go under the name."""

    person_ref: bytes
    name: str
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "Addressee(…)"


def open_addresses(sealed: SealedAddresses) -> list[list[object]]:
    """[reference in hex, name, lines] of each, as sealed."""
    content: list[list[object]] = json.loads(unwrap(f"addresses|{sealed.roll_id}", bytes(sealed.content)))
    return content


def addressees(sealed: SealedAddresses) -> list[Addressee]:
    """The persons of one sealed piece."""
    return [
        Addressee(bytes.fromhex(str(ref)), str(name), tuple(str(line) for line in lines))  # type: ignore[attr-defined]
        for ref, name, lines in open_addresses(sealed)
    ]


def destroy_addresses(roll: Roll) -> int:
    """Nobody's address is kept for this roll any more. Gives how many were."""
    number = sum(SealedAddresses.objects.filter(roll=roll).values_list("number", flat=True))
    SealedAddresses.objects.filter(roll=roll).delete()
    return number
