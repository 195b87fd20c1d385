"""Does the clock alone open and close what people may do?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from medborgarbudget.domain.cycles import queries, steps
from medborgarbudget.domain.cycles.models import Cycle, Deed, Step
from medborgarbudget.domain.organisations.models import Organisation
from tests.support.cycles import make_cycle

OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 21, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    cycle = make_cycle(lund, now)
    cycle.steps.all().delete()
    Step.objects.create(
        cycle=cycle, name="Idé", deeds=["propose", "support"], position=0, opens_at=OPENS, closes_at=CLOSES
    )
    Step.objects.create(cycle=cycle, name="Röst", deeds=["vote"], position=1, opens_at=CLOSES + timedelta(days=30),
                        closes_at=CLOSES + timedelta(days=60))  # fmt: skip
    Step.objects.create(
        cycle=cycle, name="Genomför", deeds=["deliver"], position=2, opens_at=CLOSES + timedelta(days=90)
    )
    Step.objects.create(cycle=cycle, name="Planerat", deeds=["follow_up"], position=3)
    return queries.cycle_of(lund, "2027")


@pytest.mark.parametrize(
    ("deed", "moment", "allowed", "words"),
    [
        (Deed.PROPOSE, OPENS - SECOND, False, "Du kan lämna förslag från måndag 1 mars kl. 09.00."),
        (Deed.PROPOSE, OPENS, True, ""),
        (Deed.SUPPORT, OPENS, True, ""),
        (Deed.PROPOSE, CLOSES - SECOND, True, ""),
        (Deed.PROPOSE, CLOSES, False, "Tiden för att lämna förslag gick ut onsdag 31 mars kl. 23.59."),
        (Deed.VOTE, OPENS, False, "Omröstningen öppnar fredag 30 april kl. 23.59."),
        (Deed.VOTE, CLOSES + timedelta(days=60), False, "Omröstningen stängde söndag 30 maj kl. 23.59."),
        (Deed.DELIVER, CLOSES + timedelta(days=9000), True, ""),
        (Deed.FOLLOW_UP, OPENS, False, "inte bestämt när"),
        (Deed.OBJECT, OPENS, False, "inte bestämt när"),
    ],
)
def test_a_deed_is_open_from_its_opening_up_to_its_closing(
    cycle: Cycle, deed: Deed, moment: datetime, allowed: bool, words: str
) -> None:
    verdict = steps.may_now(cycle, deed, moment)
    assert verdict.allowed is allowed
    assert words in str(verdict.reason)
    assert (deed in steps.open_deeds(cycle, moment)) is allowed


def test_the_reason_has_the_year_when_it_is_not_this_one(cycle: Cycle) -> None:
    assert "1 mars 2027" in str(steps.may_now(cycle, Deed.PROPOSE, OPENS - timedelta(days=200)).reason)


def test_a_draft_and_an_archived_cycle_open_nothing_and_say_why(cycle: Cycle) -> None:
    cycle.published_at, published = None, cycle.published_at
    assert steps.open_deeds(cycle, OPENS) == frozenset()
    assert "inte publicerad" in str(steps.may_now(cycle, Deed.PROPOSE, OPENS).reason)
    assert "propose" in steps.deeds_by_the_clock(cycle, OPENS)
    cycle.published_at, cycle.archived_at = published, OPENS
    assert steps.open_deeds(cycle, OPENS) == frozenset()
    assert "arkivet" in str(steps.may_now(cycle, Deed.PROPOSE, OPENS).reason)


def test_of_overlapping_steps_the_one_that_ends_first_is_the_present(cycle: Cycle, lund: Organisation) -> None:
    Step.objects.create(cycle=cycle, name="Lång", deeds=["inform"], position=0, opens_at=OPENS - SECOND)
    cycle = queries.cycle_of(lund, "2027")
    present = steps.current_step(cycle, OPENS)
    assert present is not None and present.name == "Idé"


def test_between_steps_none_is_the_present_and_the_next_is_known(cycle: Cycle) -> None:
    assert steps.current_step(cycle, CLOSES) is None
    coming = steps.next_step(cycle, CLOSES)
    assert coming is not None and coming.name == "Röst"


def test_times_span_all_steps_with_the_deed(cycle: Cycle, lund: Organisation) -> None:
    assert steps.times_of(cycle, Deed.PROPOSE) == (OPENS, CLOSES)
    assert steps.times_of(cycle, Deed.FOLLOW_UP) == (None, None)
    Step.objects.create(cycle=cycle, name="Sent", deeds=["propose"], position=9, opens_at=CLOSES + timedelta(days=2))
    assert steps.times_of(queries.cycle_of(lund, "2027"), Deed.PROPOSE) == (OPENS, None)


def test_voting_has_opened_from_its_first_second_for_ever(cycle: Cycle) -> None:
    opening = CLOSES + timedelta(days=30)
    assert not steps.voting_has_opened(cycle, opening - SECOND)
    assert steps.voting_has_opened(cycle, opening)
    assert steps.voting_has_opened(cycle, opening + timedelta(days=999))
    cycle.published_at = None
    assert not steps.voting_has_opened(cycle, opening)


def test_a_cycle_from_queries_answers_questions_about_steps_without_asking_again(
    cycle: Cycle, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        steps.open_deeds(cycle, OPENS)
        steps.times_of(cycle, Deed.VOTE)
        steps.current_step(cycle, OPENS)


@pytest.mark.parametrize("deed", Deed)
def test_make_cycle_opens_what_is_asked_for_and_nothing_else(lund: Organisation, now: datetime, deed: Deed) -> None:
    assert steps.open_deeds(make_cycle(lund, now, open_deeds=(deed,)), now) == {deed}
