"""Does the demo hold a whole Standard vote that an outsider finds in order, and can it be taken away again, log and all?"""

from __future__ import annotations

import io

import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from medborgarbudget.demo import build, pictures, standard, timeline
from medborgarbudget.demo.places import GRANBY
from medborgarbudget.demo.story import Script
from medborgarbudget.domain.counting import telling
from medborgarbudget.domain.counting.package import package_of
from medborgarbudget.domain.counting.queries import publication_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.rolls.queries import roll_in_force
from medborgarbudget.domain.voting.models import BallotLog, Checkpoint, CodeLetter, KeyHolder, KeyLevel, Vote
from medborgarbudget.foundation.clock import database_now
from tests.support.cast import NOW
from tests.support.cycles import make_cycle
from tests.support.packages import problems
from tests.support.voting import opened_vote

pytestmark = pytest.mark.django_db

SCRIPT = Script(
    year=2026, slug="2026", prefix="GRA26", budget=900_000, promise="Det som vinner byggs.", summary="Ett prov.",
    ideas=(4, 8, 13, 17), voters=113, seed=12, max_choices=2, min_age=16, ceiling=800_000, standard=True,
)  # fmt: skip


def _paint(theme: str, seed: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 16), (seed % 256, len(theme) * 20, 90)).save(out, "JPEG")
    return out.getvalue()


def test_a_demo_vote_of_the_level_standard_is_in_order_and_can_be_taken_away(
    lund: Organisation, hub: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "scripts", lambda place, year: [(SCRIPT, timeline.RESULT)])
    monkeypatch.setattr(build, "CROWD", {GRANBY.slug: 12})
    monkeypatch.setattr(pictures, "paint", _paint)
    monkeypatch.setattr(telling, "AT_ONCE", 0)
    monkeypatch.setattr(standard, "PERSONS", 130)
    monkeypatch.setattr(standard, "LETTERS", 20)
    build.build_place(GRANBY, database_now(), lambda text: None)
    vote = Vote.objects.select_related("organisation", "cycle__organisation", "rule_sheet").get()
    publication, roll = publication_of(vote), roll_in_force(vote.cycle)
    assert vote.level == KeyLevel.STANDARD and publication is not None and roll is not None
    assert roll.summary["entries"] == 130 and CodeLetter.objects.filter(vote=vote).exists()
    assert vote.tally["fates"] == {"counted": 111, "replaced": 1, "control": 1, "void": 1}
    assert KeyHolder.objects.filter(vote=vote).exclude(destroyed_at=None).count() == 3
    assert all(one.cosignatures.count() == 2 for one in Checkpoint.objects.filter(vote=vote)), "Lund and the office"
    assert problems(package_of(vote, publication, database_now())) == []

    build.forget(GRANBY.slug)
    assert not Vote.objects.exists() and not BallotLog.objects.exists()
    opened_vote(make_cycle(lund, NOW), [("", [1])])
    with pytest.raises(DatabaseError), transaction.atomic():
        BallotLog.objects.all().delete()


def test_numbers_of_the_demo_are_those_that_skatteverket_keeps_for_tests() -> None:
    from datetime import date

    assert standard.test_number(date(1990, 1, 18), 981) == "199001189811"
    assert standard.test_number(date(1985, 7, 9), 980) == "198507099805"
