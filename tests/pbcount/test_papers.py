"""Do the worked examples of the literature come out as printed?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from pbcount import Election, Project, RuleSpec, count
from pbcount.measures import ejr_plus_violations


def approvals(costs: dict[str, int], budget: int, ballots: list[str]) -> Election:
    """Ballots as texts of one-letter ids."""
    return Election.from_approvals([Project(name, cost) for name, cost in costs.items()], budget, map(tuple, ballots))


def test_equal_shares_pays_by_supporters_and_not_by_majority() -> None:
    """The motivating case of Peters, Pierczyński, Skowron (2021), section 1: with greedy a bare majority (51 of 100)
    that agrees on ten projects takes the whole budget; with Equal Shares each side gets what its money buys."""
    names = "abcdefghij" + "klmnopqrst"
    election = approvals(dict.fromkeys(names, 10), 100, ["abcdefghij"] * 51 + ["klmnopqrst"] * 49)
    assert set(count(election, RuleSpec("greedy")).winners) == set("abcdefghij")
    shared = count(election, RuleSpec("equal-shares", completion="add1"))
    assert sum(winner in "abcdefghij" for winner in shared.winners) == 5
    assert ejr_plus_violations(election, shared.winners) == []
    assert ejr_plus_violations(election, tuple("abcdefghij")) != []


def test_the_price_of_a_project_rises_when_some_supporters_run_short() -> None:
    """The rule's definition (ibid., section 3) on three voters with 10 each: a costs 24, so each pays 8; b costs 6,
    two of its three supporters have 2 left and pay all of it, the third pays 2 too."""
    election = approvals({"a": 24, "b": 6}, 30, ["ab", "ab", "ab"])
    first, second = count(election, RuleSpec("equal-shares")).steps
    assert (first.project, first.price, first.paying_full) == ("a", 8.0, 3)
    assert (second.project, second.price, second.paying_full) == ("b", 2.0, 3)


def test_phragmen_of_1894() -> None:
    """Phragmén's own example (1894), as told in S. Janson, "Phragmén's and Thiele's election methods" (2018): 1034 ABC,
    519 PQR, 90 ABQ, 47 APQ; of unit costs, A is bought first, then Q, then B."""
    ballots = ["ABC"] * 1034 + ["PQR"] * 519 + ["ABQ"] * 90 + ["APQ"] * 47
    election = approvals(dict.fromkeys("ABCPQR", 1), 3, ballots)
    outcome = count(election, RuleSpec("phragmen"))
    assert outcome.winners == ("A", "Q", "B")
    first = Fraction(1, 1034 + 90 + 47)
    second = (1 + (90 + 47) * first) / (519 + 90 + 47)
    third = (1 + 1034 * first + 90 * second) / (1034 + 90)
    times = [step.price_per_utility for step in outcome.steps[:3]]
    assert times == pytest.approx([float(first), float(second), float(third)])


def test_borda_points_of_a_ranking_are_those_of_krakow() -> None:
    """First of three gets 3, then 2, then 1 (not 2-1-0)."""
    election = Election.from_rankings([Project(name, 1) for name in "abc"], 1, ["abc", "bca"])
    assert election.scores == (4, 5, 3)


def test_shares_start_from_the_whole_budget_over_all_ballots() -> None:
    """Also those that name nothing: here half the money belongs to voters who want nothing."""
    election = approvals({"a": 50}, 100, ["a", "a", "", ""])
    outcome = count(election, RuleSpec("equal-shares"))
    assert outcome.endowment is not None
    assert outcome.endowment.final == 25
    assert outcome.winners == ("a",)
    dearer = approvals({"a": 51}, 100, ["a", "a", "", ""])
    assert count(dearer, RuleSpec("equal-shares")).winners == ()


def test_maximin_support_as_in_its_first_example() -> None:
    """Sánchez-Fernández, Fernández, Fisteus, Brill, "The maximin support method" (2022), examples 3.1 and 4.1: three of
    seven candidates; first a, then d, then c."""
    ballots = ["ab"] * 100 + ["ac"] * 60 + ["b"] * 40 + ["c"] * 55 + ["d"] * 95 + ["e"] * 30 + ["efg"] * 50
    election = approvals(dict.fromkeys("abcdefg", 1), 3, ballots)
    outcome = count(election, RuleSpec("maximin-support"))
    assert set(outcome.winners) == set("acd")
    assert outcome.winners[0] == "a"
    # With a and c chosen, their 215 supporters divide the cost of both; d's 95 bear theirs alone.
    loads = [step.price_per_utility for step in outcome.steps if step.chosen]
    assert loads == pytest.approx([1 / 160, *sorted((1 / 95, 2 / 215))])


def test_bounded_overspending_does_not_leave_a_nearly_paid_project_for_a_cheap_one() -> None:
    """What Papasotiropoulos et al. (2024), section 3, hold against Equal Shares: most want one project that costs all the
    money, and because a few do not, it cannot be paid for; Equal Shares buys only what those few want."""
    election = approvals({"a": 1000, "b": 20}, 1000, ["a"] * 95 + ["b"] * 5)
    assert count(election, RuleSpec("equal-shares")).winners == ("b",)
    outcome = count(election, RuleSpec("bounded-overspending", utility="cost"))
    # a: 95 hold 10 each, 95 % of it, so 10 / 0.95 each for the whole, at a rate of 10 / 0.95² per 1000; b: 4 per 20.
    assert outcome.winners == ("a",)
    first = outcome.steps[0]
    assert first.price == pytest.approx(10 / 0.95)
    assert first.price_per_utility == pytest.approx(10 / 0.95 / 1000)
    assert (first.paying_full, first.paying_rest) == (0, 95)


def test_bounded_overspending_is_equal_shares_where_all_can_pay() -> None:
    """Ibid.: with a part of one the rate is the price of Equal Shares."""
    election = approvals({"a": 24, "b": 6}, 30, ["ab", "ab", "ab"])
    shared, bounded = (count(election, RuleSpec(rule)) for rule in ("equal-shares", "bounded-overspending"))
    assert [(s.project, s.price) for s in shared.steps] == [(s.project, s.price) for s in bounded.steps]
