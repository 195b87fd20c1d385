"""How does a demo vote in the level Standard come about? With a roll, code letters, three key holders, and deeds of two, as in a real one.

Everybody in the roll is invented: their numbers have 980 to 999 in the place of the birth number, which Skatteverket keeps for tests. As
always they are stored as keyed references only. The holders' keys are made by the stand-alone opener, live in the memory of the process that
builds the demo, and are thrown away when the urn has been opened, which is minuted.
"""

from __future__ import annotations

import json
import random
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from medborgarbudget.demo.places import FIRST_NAMES
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls import actions as rolls
from medborgarbudget.domain.rolls.background import check_roll
from medborgarbudget.domain.rolls.models import Roll, RollEntry
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting import rehearsal, urn, witnessing
from medborgarbudget.domain.voting.actions.letters import make_letters
from medborgarbudget.domain.voting.definition import Choice
from medborgarbudget.domain.voting.identity import Voter, entry_voter
from medborgarbudget.domain.voting.models import CodeLetterBatch, Vote
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.domain.voting.standalone import opener
from medborgarbudget.foundation.clock import database_now

HOLDERS = ("Ingvar Lindahl, valnämnden", "Margit Sundell, kommunrevisionen", "Hanna Brodin, Granby bygdegille")
STREETS = ("Skogsvägen", "Storgatan", "Bergsstigen", "Kvarngatan", "Åsvägen", "Tallbacken")
LAST_NAMES = ("Norling", "Åsberg", "Hallin", "Sjödin", "Rönn", "Ekvall", "Björling", "Tjäder", "Lönn", "Myrgård")
PERSONS, LETTERS = 240, 200


class Standard:
    """The deeds of one Standard vote. `lead` asks, `second` confirms."""

    def __init__(self, lead: Person, second: Person, chance: random.Random) -> None:
        self.lead, self.second, self.chance = lead, second, chance
        self.keys = [opener.Key(name, secrets.token_bytes(32), secrets.token_bytes(32)) for name in HOLDERS]

    # --- the roll ---

    def read_roll(self, cycle: Cycle, areas: Sequence[str], *, read: datetime, approved: datetime) -> Roll:
        """A file is read, shown in numbers, and approved by two."""
        rows = [["Personnummer", "Namn", "Gatuadress", "Postnummer", "Postort", "Område"], *self._persons(areas)]
        content = "".join(";".join(row) + "\r\n" for row in rows).encode()
        roll = rolls.read_in(
            cycle=cycle, chunks=[content], file_name="uttag.csv", request_key="demo", actor=self.lead, now=read
        )
        check_roll.func(roll.pk)
        roll = Roll.objects.select_related("cycle__organisation", "organisation").get(pk=roll.pk)
        deed = rolls.ask_approval(
            roll=roll, leave_out=True, reason="Uttag ur folkbokföringen, påhittat för demon.", actor=self.lead, now=approved
        )  # fmt: skip
        two_people.confirm(deed=deed, actor=self.second, factor_at=approved, now=approved)
        return roll

    def _persons(self, areas: Sequence[str]) -> Iterator[list[str]]:
        seen: set[str] = set()
        while len(seen) < PERSONS:
            born = date(1942, 1, 1) + timedelta(days=self.chance.randrange(25_000))
            number = test_number(born, self.chance.randrange(980, 1000))
            if number in seen:
                continue
            seen.add(number)
            name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"
            street = f"{self.chance.choice(STREETS)} {self.chance.randrange(1, 60)}"
            area = self.chance.choice(areas)
            address = [name, street, "999 99", area.upper()] if len(seen) <= LETTERS else [name, "", "", ""]
            yield [number, *address, area]

    # --- the vote ---

    def prepare(self, vote: Vote, *, at: datetime, print_at: datetime) -> Vote:
        """Holders, rehearsal, letters, and two who say that it may open."""
        with self._as_if(vote, opens_in=timedelta(days=1)):
            for place, key in enumerate(self.keys, start=1):
                voting.register_holder(
                    vote=vote, place=place, name=key.name, public_line=opener.public_line(key.public),
                    read_aloud=opener.fingerprint(key.public), actor=self.lead, now=at,
                )  # fmt: skip
            made = voting.start_rehearsal(vote=vote, actor=self.lead, now=at)
            for one, other in ((self.keys[0], self.keys[1]), (self.keys[1], self.keys[2])):
                voting.hand_in_rehearsal(
                    vote=vote, files=opened_by_two(made.content, one, other), actor=self.lead, now=at
                )
        vote = voting.release_vote(vote=vote, actor=self.lead, second=self.second, now=at + timedelta(hours=1))
        for batch in voting.order_roll_letters(vote=vote, request_key="demo", actor=self.lead, now=print_at):
            make_letters.func(batch.pk)
        deed = voting.ask_roll_letters(vote=vote, reason="Till tryckeriet i Granby.", actor=self.lead, now=print_at)
        two_people.confirm(deed=deed, actor=self.second, factor_at=print_at, now=print_at)
        for batch in CodeLetterBatch.objects.filter(vote=vote):
            voting.take_letters(batch=batch, actor=self.lead, now=print_at, address="https://granby.example/rosta/")
        return vote

    def fill(
        self, vote: Vote, roll: Roll, ballots: Sequence[tuple[str, Sequence[Choice]]], *, batches: Sequence[datetime]
    ) -> None:
        """Ballots of people in the roll. One of them thought again, one checked instead of counting, and one was made void."""
        entries = list(RollEntry.objects.filter(roll=roll).select_related("area__area").order_by("pk")[: len(ballots)])
        voters = [self._voter(vote, entry) for entry in entries]
        half = len(ballots) // 2
        rehearsal.bulk_cast(vote, ballots[:half], voters=voters[:half])
        witnessing.sequence(vote, batches[0])
        rehearsal.bulk_cast(vote, ballots[half:-3], voters=voters[half:-3])
        with self._as_if(vote, opens_in=-timedelta(days=1)):
            again, checked, stolen = zip(ballots[-3:], voters[-3:], strict=True)
            for (style, choices), voter in (again, again):
                self._cast(vote, style, choices, voter)
            voting.make_control(vote=vote, attempt_key=self._cast(vote, *checked[0], checked[1])[0])
            _key, receipt = self._cast(vote, *stolen[0], stolen[1])
            voting.void_ballot(
                vote=vote, receipt=receipt, reason="Brevet blev stulet ur brevlådan.", actor=self.lead, second=self.second,
                now=batches[1],
            )  # fmt: skip
        witnessing.sequence(vote, batches[1])

    def _voter(self, vote: Vote, entry: RollEntry) -> Voter:
        return entry_voter(
            vote, entry, self.chance.choice((Channel.LETTER, Channel.LETTER, Channel.LETTER, Channel.ASSISTED))
        )

    @staticmethod
    def _cast(vote: Vote, style: str, choices: Sequence[Choice], voter: Voter) -> tuple[str, str]:
        key = secrets.token_urlsafe(24)
        made = voting.cast_ballot(vote=vote, style=style, choices=list(choices), voter=voter, attempt_key=key)
        return key, made.code

    def open(self, vote: Vote, *, at: datetime) -> Vote:
        """Two approve, two holders open, and all three destroy their keys."""
        vote = voting.open_urn(vote=vote, actor=self.lead, second=self.second, now=at)
        files = opened_by_two("".join(urn.urn_of(vote)), self.keys[0], self.keys[2])
        vote = voting.hand_in_opening(vote=vote, files=files, actor=self.lead, now=at + timedelta(hours=2))
        while self.keys:
            key = self.keys.pop()
            statement = opener.destruction(key)
            certificate = {"statement": statement, "signature": key.sign(statement)}
            voting.note_destroyed_key(
                vote=vote, certificate=json.dumps(certificate).encode(), actor=self.lead, now=at + timedelta(hours=3)
            )
        return vote

    @staticmethod
    @contextmanager
    def _as_if(vote: Vote, *, opens_in: timedelta) -> Iterator[None]:
        """What is done by the database's clock is done as if the vote opened then, counted from now; afterwards its times are as they were."""
        now, kept = database_now(), Vote.objects.filter(pk=vote.pk)
        kept.update(opens_at=now + opens_in, closes_at=now + opens_in + timedelta(days=7))
        yield
        kept.update(opens_at=vote.opens_at, closes_at=vote.closes_at)


def opened_by_two(content: str, one: opener.Key, other: opener.Key) -> list[bytes]:
    """What two holders hand in, each with the stand-alone program, having exchanged halves."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "urna.txt"
        file.write_text(content, encoding="utf-8")
        read = opener.read_urn(file)
        places = {key: read.place_of(key) for key in (one, other)}
        to_other = opener.half_open(one, read, places[other])
        to_one = opener.half_open(other, read, places[one])
        opened = (opener.open_half(one, read, to_one), opener.open_half(other, read, to_other))
        return [json.dumps(each, ensure_ascii=False).encode() for each in opened]


def test_number(born: date, birth_number: int) -> str:
    """A personnummer for tests: twelve digits with the check digit."""
    nine = f"{born:%y%m%d}{birth_number:03}"
    digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return f"{born:%Y%m%d}{birth_number:03}{-sum(digit // 10 + digit % 10 for digit in digits) % 10}"
