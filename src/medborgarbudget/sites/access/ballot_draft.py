"""What has somebody chosen but not yet cast? Kept in their session, sealed: the database holds sessions, and must not hold choices.

When the ballot is cast, or the voter presses Avsluta, all of it is gone: the next person in the same browser starts clean.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from medborgarbudget.domain.voting import keys
from medborgarbudget.domain.voting.definition import Choice, Definition
from medborgarbudget.domain.voting.identity import Voter
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.policy import ASSISTED_FOR, IDENTIFIED_FOR, Channel

BLOCK = 512
"""What is sealed is filled up to a multiple of this, so that its size tells nothing about the choices."""


@dataclass
class Draft:
    """`choices` are option numbers in the order chosen, `values` what is put on them where the kind of ballot has values (by number, as
    text); `other` is an area chosen freely besides one's own. `attempt` makes a repeated submit harmless; `by` is how the code to `address`
    goes; `browser` binds an e-mailed code. `assisted` is the note that staff are helping; `to_statement` is set when the voter shows who
    they are to learn whether a vote is registered for them, not to cast one.
    """

    style: str | None = None
    choices: list[int] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    other: str = ""
    attempt: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    browser: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    address: str = ""
    by: str = "email"
    identified: dict[str, Any] | None = None
    identified_at: str = ""
    to_statement: bool = False
    assisted: int | None = None

    def choose(self, ticked: Sequence[int], shown: Collection[int]) -> None:
        """Take in one page of the ballot: what is ticked among what was shown. What was not shown stays as it was."""
        kept = [number for number in self.choices if number not in shown or number in ticked]
        self.choices = kept + [number for number in ticked if number not in kept]

    def mark(self, number: int, value: int | None) -> None:
        """Put a value on an option, or take away what is there."""
        if value is None:
            self.drop([number])
        else:
            self.values[str(number)] = value
            if number not in self.choices:
                self.choices.append(number)

    def drop(self, numbers: Collection[int]) -> None:
        """Forget these options."""
        self.choices = [number for number in self.choices if number not in numbers]
        self.values = {number: value for number, value in self.values.items() if int(number) not in numbers}

    def as_choices(self, definition: Definition) -> list[Choice]:
        """What goes into the envelope."""
        if not definition.how.has_values:
            return list(self.choices)
        return [(number, self.values.get(str(number), 0)) for number in self.choices]

    def let_in(self, voter: Voter, now: datetime) -> None:
        """The voter has shown who they are; good for an hour, or half of one when staff have let them in."""
        self.identified = asdict(voter)
        if voter.channel != Channel.ASSISTED:
            self.assisted = None
        self.identified_at = now.isoformat()

    def time_left(self, now: datetime) -> timedelta:
        """How long the voter is still let in."""
        good_for = ASSISTED_FOR if self.assisted else IDENTIFIED_FOR
        return datetime.fromisoformat(self.identified_at) + good_for - now

    def voter(self, now: datetime) -> Voter | None:
        """Who it is, unless nobody has been let in or it was too long ago."""
        if self.identified is None or self.time_left(now) < timedelta(0):
            return None
        return Voter(**{**self.identified, "channel": Channel(self.identified["channel"])})


def _name(vote: Vote) -> str:
    return f"vote-{vote.pk}"


def read_draft(request: HttpRequest, vote: Vote) -> Draft:
    """The draft in the session, or a new one."""
    sealed = request.session.get(_name(vote))
    if sealed:
        try:
            return Draft(**json.loads(keys.unwrap(f"draft|{vote.pk}", base64.b64decode(sealed))))
        except (keys.KeyUnusable, ValueError, TypeError):
            pass
    return Draft()


def keep_draft(request: HttpRequest, vote: Vote, draft: Draft) -> None:
    """Put the draft into the session."""
    content = json.dumps(asdict(draft)).encode()
    padded = content.ljust(-(-len(content) // BLOCK) * BLOCK)
    request.session[_name(vote)] = base64.b64encode(keys.wrap(f"draft|{vote.pk}", padded)).decode()


def drop_draft(request: HttpRequest, vote: Vote) -> None:
    """Forget choices and voter."""
    request.session.pop(_name(vote), None)
