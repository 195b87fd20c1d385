from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from medborgarbudget.domain.counting.story import Fate, Share, Story
from medborgarbudget.domain.counting.wording import part_of_krona, why, winners

TITLES = {1: "Lekplatsen", 2: "Träden", 3: "Badplatsen", 4: "Lampor", 5: "Bänkar"}
STORY = Story(
    rule="equal-shares",
    ballots=1000,
    pot=500_000,
    spent=480_000,
    threshold=50,
    fates=(),
    satisfied=(100, 900),
    each=500.0,
    each_at_first=400.0,
)
GREEDY = replace(STORY, rule="greedy", each=None, each_at_first=None)
FATE = Fate(number=1, won=True, votes=320, cost=50_000, reason="bought", phase="equal-shares")


@pytest.fixture(autouse=True)
def _in_swedish():
    with translation.override("sv"):
        yield


def said(fate, story=STORY):
    return " ".join(why(fate, story, TITLES)).replace("\u00a0", " ")


def test_a_winner_says_how_many_paid_how_much_out_of_what():
    assert (
        said(replace(FATE, price=156.25, full=320)) == "320 väljare betalade 156 kr var. Varje röst hade 500 kr att ge."
    )


def test_a_winner_that_some_could_not_pay_in_full_says_so():
    assert (
        said(replace(FATE, price=7.285, full=1, rest=12))
        == "1 väljare betalade 7,29 kr. 12 väljare som hade mindre än så kvar gav det sista. Varje röst hade 500 kr att ge."
    )


def test_a_winner_by_votes_says_what_was_left_when_its_turn_came():
    fate = replace(FATE, reason="fits", phase="greedy", left=200_000)
    assert (
        said(fate, GREEDY)
        == "Förslaget fick 320 röster. När turen kom till det fanns 200 000 kr kvar, och det kostar 50 000 kr."
    )


def test_a_winner_on_what_was_left_over_says_so():
    fate = replace(FATE, reason="fits", phase="greedy", left=60_000)
    assert "pengar som var över när de jämlika andelarna var slut: 60 000 kr" in said(fate)


def test_one_that_its_voters_could_not_pay_says_where_their_money_went_and_what_was_lacking():
    fate = Fate(
        number=3, won=False, votes=500, cost=100_000, reason="supporters-cannot-pay", phase="equal-shares", support=0.94, had=93_900,
        elsewhere=((1, 40_000), (2, 30_000), (4, 9_000), (5, 1_000)), more_votes=12, lower_cost=94_000,
    )  # fmt: skip
    assert said(fate) == (
        "De 500 som röstade på förslaget hade tillsammans 93 900 kr kvar av de 100 000 kr som det kostar. "
        "Resten av deras pengar gick till Lekplatsen (40 000 kr), Träden (30 000 kr), Lampor (9 000 kr) och 1 förslag till (1 000 kr). "
        "Med 12 röster till, eller om det hade kostat högst 94 000 kr, hade det vunnit."
    )


LOST = Fate(number=3, won=False, votes=1, cost=100_000, reason="supporters-cannot-pay", phase="equal-shares", had=500)


def test_one_voter_is_one():
    assert said(LOST) == "Den 1 som röstade på förslaget hade 500 kr kvar av de 100 000 kr som det kostar."


@pytest.mark.parametrize(
    ("changes", "story", "words"),
    [
        ({"reason": "no-votes", "votes": 0}, STORY, "Ingen röstade på förslaget."),
        ({"reason": "withdrawn"}, STORY, "Förslaget drogs tillbaka innan rösterna räknades."),
        (
            {"reason": "too-dear", "cost": 600_000},
            STORY,
            "Förslaget kostar 600 000 kr. Det är mer än hela potten på 500 000 kr.",
        ),
        (
            {"reason": "below-threshold", "votes": 49},
            STORY,
            "Förslaget fick 49 röster. För att kunna vinna behövdes minst 50.",
        ),
        (
            {"reason": "does-not-fit", "votes": 60, "left": 30_000, "more_votes": 1},
            GREEDY,
            "Förslaget fick 60 röster. När turen kom till det fanns 30 000 kr kvar av de 100 000 kr som det kostar. Med 1 röst till hade det vunnit.",
        ),
        (
            {"reason": "stopped", "votes": 60, "lower_cost": 30_000},
            GREEDY,
            (
                "Förslaget fick 60 röster. Ett förslag med fler röster rymdes inte i pengarna som var kvar, och där tog det slut. "
                "Om det hade kostat högst 30 000 kr hade det vunnit."
            ),
        ),
    ],
)
def test_each_reason_has_its_words(changes, story, words):
    assert said(replace(LOST, **changes), story) == words


def test_points_are_told_as_points():
    fate = replace(FATE, reason="fits", phase="points", left=200_000, points=812.0)
    assert said(fate, replace(GREEDY, rule="points", counted_by_points=True)).startswith(
        "Förslaget fick 812 poäng av 320 väljare."
    )


def test_what_one_paid_is_told_to_the_ore_when_small():
    assert [part_of_krona(amount).replace("\u00a0", " ") for amount in (7.285, 12.0, 99.5, 313.4)] == [
        "7,29 kr",
        "12 kr",
        "99,50 kr",
        "313 kr",
    ]


def test_one_and_many():
    assert (winners(1), winners(12)) == ("1 förslag vann", "12 förslag vann")


def test_a_story_is_kept_as_json_and_comes_back():
    story = replace(
        STORY, fates=(FATE, replace(LOST, elsewhere=((1, 5),))), themes=(Share("Lek", 0.5, 0.25),), ties=((1, 2),)
    )
    assert Story.from_json(story.to_json()) == story
    assert story.winners == {1}
