"""How do tests get forms that are posted back: a vote whose letters have one, the letters, envelopes that come in, their boxes counted?"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from medborgarbudget.domain.cycles.models import CycleArea, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper import actions
from medborgarbudget.domain.paper.models import PaperBatch, PostedEnvelope
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.models import CodeLetterBatch, Vote
from medborgarbudget.domain.voting.printing import LetterToPrint
from medborgarbudget.domain.voting.receipts import Receipt
from medborgarbudget.foundation.clock import database_now, to_local
from tests.support.cycles import make_cycle
from tests.support.paper import approve, key, open_box, staff
from tests.support.voting import open_vote

ADDRESS = "Lunds kommun\nMedborgarbudget\nSvarspost 123\n220 00 Lund"


def posting_vote(lund: Organisation, actor: Person, *, second: Person | None = None, **more: Any) -> Vote:
    """An open vote whose letters have a form."""
    ways = [Identity.CODE_LETTER, Identity.EMAIL_CODE]
    vote = open_vote(make_cycle(lund, database_now(), rules={"identities": ways}, **more), actor=actor, second=second)
    return voting.offer_forms(vote=vote, return_address=ADDRESS, actor=actor, now=database_now())


def letters_of(vote: Vote, actor: Person, wanted: int, *, area: CycleArea | None = None) -> list[LetterToPrint]:
    """New letters as they are printed, with code and slip."""
    (batch,) = voting.order_letters(
        vote=vote,
        wanted=wanted,
        area=area,
        request_key=secrets.token_urlsafe(24),
        actor=actor,
        now=database_now(),
    )
    return list(letters._letters_in(CodeLetterBatch.objects.get(pk=batch.pk)))


def post(vote: Vote, letter: LetterToPrint | None, *, clerk: Person | None = None, **more: Any) -> PostedEnvelope:
    """The letter's form comes in and is registered."""
    values: dict[str, Any] = {
        "slip": f"{letter.number}-{letter.slip}" if letter is not None else "",
        "seen": "",
        "day": to_local(database_now()).date(),
        "key": secrets.token_urlsafe(24),
        "network": "10.0.0.1",
    }
    actor = clerk or staff(vote, RoleName.DESK)
    return actions.register_posted(vote=vote, actor=actor, now=database_now(), **{**values, **more})


def web_vote(vote: Vote, letter: LetterToPrint, choices: Sequence[int], *, style: str = "") -> Receipt:
    """Whoever has the letter votes on the web with its code."""
    voter = voting.check_letter(
        vote=vote, number=letter.number, code=letter.secret, network="10.0.0.2", now=database_now()
    )
    return voting.cast_ballot(
        vote=vote, style=style, choices=choices, voter=voter, attempt_key=secrets.token_urlsafe(24)
    )


def sort(vote: Vote) -> list[PaperBatch]:
    """The closed vote's envelopes are sorted; the boxes of the post."""
    actions.sort_posted(vote=vote, actor=staff(vote, RoleName.DESK), now=database_now())
    return list(PaperBatch.objects.filter(vote=vote, desk__posted=True).order_by("style"))


def counted(batch: PaperBatch, lines: Sequence[str], *, style: str | None = None) -> PaperBatch:
    """A box of the post all the way: opened, read by two, approved."""
    batch = open_box(batch, len(lines))
    for _clerk in range(2):
        key(batch, staff(batch.vote, RoleName.DESK), lines, style=batch.style if style is None else style)
    return approve(batch)


def yesterday() -> date:
    return to_local(database_now()).date() - timedelta(days=1)
