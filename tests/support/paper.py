"""How do tests get ballots on paper: a desk, a box, two who read it, two who approve?"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from medborgarbudget.domain.paper import actions
from medborgarbudget.domain.paper.models import Desk, PaperBatch
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now, to_local
from tests.support.cast import grant, make_person


def staff(vote: Vote, *roles: str) -> Person:
    """Somebody new with these roles in the vote's organisation."""
    return grant(make_person(f"Nils{secrets.token_hex(4)}"), vote.organisation, *roles)


def a_desk(vote: Vote, name: str = "Stadsbiblioteket") -> Desk:
    return actions.add_desk(vote=vote, name=name, actor=staff(vote, RoleName.LEAD), now=database_now())


def a_box(
    vote: Vote, *, check_ins: int, spoiled: int = 0, desk: Desk | None = None, seal: str = "", day: date | None = None
) -> PaperBatch:
    """A sealed box, taken in."""
    return actions.register_batch(
        desk=desk or Desk.objects.filter(vote=vote, posted=False).first() or a_desk(vote),
        day=day or to_local(vote.opens_at).date(),
        seal_number=seal or secrets.token_hex(4),
        check_ins=check_ins,
        spoiled=spoiled,
        actor=staff(vote, RoleName.DESK),
        now=database_now(),
    )


def open_box(batch: PaperBatch, ballots: int) -> PaperBatch:
    batch.refresh_from_db()
    return actions.open_box(batch=batch, ballots=ballots, actor=staff(batch.vote, RoleName.DESK), now=database_now())


def key(batch: PaperBatch, clerk: Person, lines: Sequence[str], *, style: str = "", seen: str = "") -> None:
    """The clerk reads the ballots of the box, from the first on."""
    for number, line in enumerate(lines, 1):
        actions.key_ballot(
            batch=batch, number=number, style=style, line=line, seen=seen, actor=clerk, now=database_now()
        )


def approve(batch: PaperBatch, asker: Person | None = None, confirmer: Person | None = None) -> PaperBatch:
    """Two who lead approve it."""
    now = database_now()
    batch = PaperBatch.objects.select_related("vote").get(pk=batch.pk)
    deed = two_people.ask(
        kind="paper.approve", subject=batch, organisation=batch.organisation, payload={}, reason="Allt stämmer.",
        actor=asker or staff(batch.vote, RoleName.LEAD), now=now,
    )  # fmt: skip
    two_people.confirm(deed=deed, actor=confirmer or staff(batch.vote, RoleName.ADMINISTRATOR), factor_at=now, now=now)
    batch.refresh_from_db()
    return batch


def read_and_approved(vote: Vote, lines: Sequence[str], *, style: str = "", check_ins: int | None = None) -> PaperBatch:
    """A box all the way: opened, read by two alike, approved. The vote must be closed."""
    batch = open_box(a_box(vote, check_ins=len(lines) if check_ins is None else check_ins), len(lines))
    for _clerk in range(2):
        key(batch, staff(vote, RoleName.DESK), lines, style=style)
    return approve(batch)
