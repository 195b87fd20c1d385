"""Who is the voter, as far as the vote needs to know? A reference that only a key outside the database can make, and the slot it leads to."""

from __future__ import annotations

import contextlib
import ipaddress
from dataclasses import dataclass

from django.conf import settings

from medborgarbudget.domain.voting.keys import keyed_hash
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.policy import Channel


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


def normalise_address(address: str) -> str:
    """An e-mail address as one person writes it in several ways: no spaces around, lower case, and without what follows a plus sign.

    A plus tag is the same mailbox at every large provider, so it does not give another vote. Dots are kept: at most providers
    they tell two people apart. The domain is compared in its ASCII form.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local.partition('+')[0] or local}@{domain}"


def email_voter(vote: Vote, address: str) -> Voter:
    """Whoever reads this address. The same person in every vote of the organisation has another reference in each."""
    reference = keyed_hash(
        settings.KEYS.person, "email", str(vote.organisation_id), str(vote.pk), normalise_address(address)
    )
    return Voter(Channel.EMAIL, reference.hex())


def letter_voter(vote: Vote, number: str, *, generation: int = 1, style: str | None = None) -> Voter:
    """Whoever holds this letter; the same after a new code has been issued for it."""
    reference = keyed_hash(settings.KEYS.person, "letter", str(vote.organisation_id), str(vote.pk), number)
    return Voter(Channel.LETTER, reference.hex(), style, number, generation)


def slot_of(vote: Vote, voter: Voter) -> bytes:
    """The voter's one place in the vote, whatever the channel: 32 bytes."""
    return keyed_hash(settings.KEYS.slot, str(vote.pk), voter.reference)


def network_of(address: str) -> str:
    """The network that an address is in, as a keyed hash: /24 for IPv4, /48 for IPv6. What is no address is one network of its own."""
    try:
        ip = ipaddress.ip_address(address)
        name = str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
    except ValueError:
        name = "unknown"
    return keyed_hash(settings.KEYS.person, "network", name).hex()
