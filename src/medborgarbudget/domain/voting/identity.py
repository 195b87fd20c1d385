"""Who is the voter, as far as the vote needs to know? A reference that only a key outside the database can make, and the slot it leads to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from medborgarbudget.domain.rolls import queries as rolls
from medborgarbudget.domain.rolls.actions import note_same_person
from medborgarbudget.domain.rolls.models import ContactKind, Roll, RollEntry
from medborgarbudget.domain.rolls.personnummer import Number
from medborgarbudget.domain.rolls.policy import old_enough
from medborgarbudget.domain.rolls.policy import plain_email as normalise_address
from medborgarbudget.domain.rolls.references import person_reference
from medborgarbudget.domain.voting.keys import keyed_hash
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused

__all__ = [
    "Voter",
    "address_voter",
    "eid_voter",
    "email_voter",
    "entry_voter",
    "has_ballot",
    "letter_voter",
    "network_of",
    "normalise_address",
    "slot_of",
    "unknown_slots",
]


@dataclass(frozen=True)
class Voter:
    """Somebody who has shown who they are. `style` binds to one area's ballot (a letter may be for an area); None leaves it free.

    `letter` and `generation` name the letter that let the voter in: a new code for it ends what the old one began.
    """

    channel: Channel
    reference: str
    style: str | None = None
    letter: str = ""
    generation: int = 0


def entry_voter(vote: Vote, entry: RollEntry, channel: Channel, *, letter: str = "", generation: int = 0) -> Voter:
    """Somebody in the roll, by whatever way they came in: every way leads the same person to the same slot."""
    area = entry.area.area.code if entry.area is not None else None
    styles = [style["code"] for style in vote.definition["styles"]]
    style = area if len(styles) > 1 and area in styles else None
    return Voter(channel, bytes(entry.person_ref).hex(), style, letter, generation)


def address_voter(vote: Vote, kind: ContactKind, plain: str) -> Voter | None:
    """Whoever reads this e-mail address or telephone, in its one form.

    With a roll only who it knows by this address is let in, as that person; None for anybody else. Anything else would give somebody in
    the roll a second place in the vote. Without a roll one address is one voter, and what the voter declares has to do.
    """
    channel = Channel.EMAIL if kind == ContactKind.EMAIL else Channel.SMS
    roll = rolls.roll_in_force(vote.cycle)
    if roll is not None:
        entry = rolls.entry_by_contact(roll, kind, plain)
        return entry_voter(vote, entry, channel) if entry is not None else None
    if kind == ContactKind.EMAIL:
        return email_voter(vote, plain)
    reference = keyed_hash(settings.KEYS.person, "phone", str(vote.organisation_id), str(vote.pk), plain)
    return Voter(channel, reference.hex())


def eid_voter(
    vote: Vote, number: Number, previous: Number | None, now: datetime, *, channel: Channel = Channel.EID
) -> Voter:
    """The person that an e-ID, or staff who have seen an identity document, vouch for. `previous` is an earlier samordningsnummer.

    With a roll the person must be in it; without one only the age can be checked. Raises Refused with what to do instead.
    """
    reference = person_reference(vote.organisation_id, number.digits)
    roll = rolls.roll_in_force(vote.cycle)
    if roll is None:
        rules = vote.rule_sheet
        day = rolls.age_day(vote.cycle, rules, to_local(now).date())
        if not old_enough(number.born, rules.min_age, day):
            raise Refused(_("Du behöver ha fyllt %(age)d år för att rösta.") % {"age": rules.min_age})
        return Voter(channel, reference.hex())
    entry = rolls.entry_of(roll, reference)
    if previous is not None and previous.digits != number.digits:
        older = rolls.entry_of(roll, person_reference(vote.organisation_id, previous.digits))
        entry = _as_one(vote, roll, entry, older) if entry is not None and older is not None else entry or older
    if entry is None:
        raise Refused(
            _(
                "Du finns inte i röstlängden för den här omröstningen. Tror du att det är fel? Kontakta kommunen, så kan de pröva det."
            )
        )
    return entry_voter(vote, entry, channel)


def _as_one(vote: Vote, roll: Roll, entry: RollEntry, older: RollEntry) -> RollEntry:
    """Two entries of one person become one: the one that a ballot has already come in under, else the one with the present number."""
    if bytes(entry.person_ref) == bytes(older.person_ref):
        return entry
    if has_ballot(vote, entry_voter(vote, older, Channel.EID)) and not has_ballot(
        vote, entry_voter(vote, entry, Channel.EID)
    ):
        entry, older = older, entry
    note_same_person(roll=roll, other=bytes(older.person_ref), reference=bytes(entry.person_ref))
    return entry


def email_voter(vote: Vote, address: str) -> Voter:
    """Whoever reads this address, as far as they say themselves. The same person in every vote of the organisation has another reference in each."""
    reference = keyed_hash(
        settings.KEYS.person, "email", str(vote.organisation_id), str(vote.pk), normalise_address(address)
    )
    return Voter(Channel.EMAIL, reference.hex())


def letter_voter(
    vote: Vote, number: str, *, generation: int = 1, style: str | None = None, channel: Channel = Channel.LETTER
) -> Voter:
    """Whoever holds this letter; the same after a new code has been issued for it."""
    reference = keyed_hash(settings.KEYS.person, "letter", str(vote.organisation_id), str(vote.pk), number)
    return Voter(channel, reference.hex(), style, number, generation)


def slot_of(vote: Vote, voter: Voter) -> bytes:
    """The voter's one place in the vote, whatever the channel: 32 bytes."""
    return keyed_hash(settings.KEYS.slot, str(vote.pk), voter.reference)


def has_ballot(vote: Vote, voter: Voter) -> bool:
    """Whether there is a ballot in the voter's slot; not which, and gone with the slots when the urn is opened."""
    return BallotSlot.objects.filter(vote=vote, slot=slot_of(vote, voter)).exists()


def unknown_slots(vote: Vote) -> int | None:
    """How many slots belong to nobody in the roll: ballots that somebody has put in past every check. None when the vote has no roll."""
    roll = rolls.roll_in_force(vote.cycle)
    if roll is None:
        return None
    there = {bytes(slot) for slot in BallotSlot.objects.filter(vote=vote).values_list("slot", flat=True)}
    there.difference_update(
        keyed_hash(settings.KEYS.slot, str(vote.pk), reference.hex()) for reference in rolls.references(roll)
    )
    return len(there)


def network_of(address: str) -> str:
    """The network that an address is in, as a keyed hash: /24 for IPv4, /48 for IPv6. What is no address is one network of its own."""
    try:
        ip = ipaddress.ip_address(address)
        name = str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
    except ValueError:
        name = "unknown"
    return keyed_hash(settings.KEYS.person, "network", name).hex()
