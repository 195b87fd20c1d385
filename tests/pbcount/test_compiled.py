"""Does compiled code buy what numpy buys, and is numpy there when it is not?"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, Project, RuleSpec, cli, count
from pbcount.counting import admitted
from pbcount.rules.equal_shares import accelerator
from pbcount.rules.equal_shares.accelerator import COMPILED, Accelerator
from pbcount.rules.equal_shares.market import Market, market_of
from pbcount.rules.equal_shares.run import run
from tests.pbcount.elections import approval_elections, point_elections
from tests.pbcount.test_real_elections import EXPECTED, needs_files, real

MISSING = accelerator.compile_now()
pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"no compiled code: {MISSING}")
PLENTY = 10**15
"""A budget that no outcome of these elections costs more than."""


def market(election: Election, utility: str, unit: int = 1) -> Market:
    contest, _ = admitted(election, RuleSpec("equal-shares", utility=utility))
    priced = [p for p in contest.eligible if election.projects[p].cost and election.votes[p]]
    return market_of(contest, priced, unit)


def undecided(market: Market, shares: list[int]) -> int:
    """Every order found must be the exact one; how many were left to be found otherwise?"""
    search = Accelerator(market, PLENTY)
    if not market.demands:
        assert not search.width()
        return 0
    assert search.width()
    found = search.orders(shares)
    for share, order in zip(shares, found, strict=True):
        alone = run(market, share)
        assert alone is not None
        assert order is None or order == alone.order
    return found.count(None)


@st.composite
def near_ties(draw: st.DrawFn) -> Election:
    """Costs that differ by less than a double can tell once they have been divided, and voters who can just pay."""
    names = [f"p{number}" for number in range(draw(st.integers(2, 6)))]
    base = draw(st.sampled_from([10**6, 3 * 10**9, 10**12, 7 * 10**14]))
    projects = [Project(name, base * draw(st.integers(1, 3)) + draw(st.integers(-2, 2))) for name in names]
    ballots = draw(st.lists(st.sets(st.sampled_from(names), min_size=1), min_size=2, max_size=9))
    return Election.from_approvals(projects, base * draw(st.integers(2, 9)) + draw(st.integers(-2, 2)), ballots)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(approval_elections(), near_ties()),
    st.sampled_from(["cost", "cardinality"]),
    st.integers(1, 7),
    st.lists(st.integers(1, 400), min_size=1, max_size=6),
)
def test_small_elections(election: Election, utility: str, unit: int, parts: list[int]) -> None:
    whole = unit * max(1, election.budget)
    undecided(market(election, utility, unit), [max(1, whole * part // 100) for part in parts])


@settings(max_examples=200, deadline=None)
@given(point_elections(), st.sampled_from(["points", "cost", "cardinality"]), st.lists(st.integers(1, 200), min_size=1))
def test_small_elections_with_points(election: Election, utility: str, shares: list[int]) -> None:
    undecided(market(election, utility), shares)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(approval_elections(), near_ties()),
    st.sampled_from(["cost", "cardinality"]),
    st.sampled_from(["floor", "exact"]),
    st.sampled_from(["over", "over-or-exhaustive"]),
)
def test_add1_comes_out_the_same(election: Election, utility: str, start: str, stop: str) -> None:
    # Near ties are only met at a few shares, so the climb must not be long.
    scale = max(1, election.budget // 100)
    election = replace(election, scale=scale)
    spec = RuleSpec("equal-shares", utility=utility, completion="add1", start=start, stop=stop)
    with pytest.MonkeyPatch.context() as patched:
        compiled = count(election, spec)
        patched.setenv("PBCOUNT_PLAIN", "1")
        assert count(election, spec) == compiled


@needs_files
@pytest.mark.parametrize(
    ("name", "utilities"),
    [
        ("Poland_Wieliczka_2023_Green_Budget.pb", {"cost", "cardinality"}),
        ("Netherlands_Amsterdam_588.pb", {"cost", "cardinality"}),
        ("France_Toulouse_2022.pb", {"cost", "cardinality"}),
        ("Poland_Katowice_2023_Koszutka.pb", {"cost", "cardinality", "points"}),
        ("Poland_Krakow_2023_Zwierzyniec.pb", {"cost", "cardinality", "points"}),
    ],
)
def test_real_elections(name: str, utilities: set[str]) -> None:
    election = real(name).election
    assert ("points" in utilities) is (election.ballots.points is not None)
    fair = election.budget // election.voters
    shares = [fair + more for more in (*range(12), fair, 3 * fair, 9 * fair)]
    for utility in sorted(utilities):
        assert undecided(market(election, utility), shares) <= 2, utility


@needs_files
@pytest.mark.parametrize("name", sorted(EXPECTED)[::5] or ["none"])
def test_real_elections_come_out_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    election = real(name).election
    spec = RuleSpec("equal-shares", completion="add1")
    compiled = count(election, spec)
    monkeypatch.setenv("PBCOUNT_PLAIN", "1")
    assert count(election, spec) == compiled


def test_the_search_ends_with_the_first_outcome_that_is_too_dear() -> None:
    election = Election.from_approvals([Project("a", 60), Project("b", 70)], 100, [["a"], ["b"]])
    found = Accelerator(market(election, "cost"), 100).orders([10, 65, 75, 80])
    assert found == [[], [0], [0, 1], None]


def test_numpy_counts_what_64_bits_cannot_hold_and_full_groups() -> None:
    dear = Election.from_approvals([Project("a", 2**61)], 2**62, [["a"]] * 5)
    assert not Accelerator(market(dear, "cost"), dear.budget).width()
    election = Election.from_approvals([Project("a", 6), Project("b", 7)], 10, [["a"], ["b"]])
    contest, _ = admitted(election, RuleSpec("equal-shares", conflicts=(("a", "b"),)))
    assert not Accelerator(market_of(contest, contest.eligible, 1), 10).width()


def test_short_counts_do_not_fetch_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, COMPILED)
    election = Election.from_approvals([Project("a", 6), Project("b", 7)], 10, [["a"], ["b"]])
    search = Accelerator(market(election, "cost"), 10)
    assert not search.width()
    search.looked = accelerator.WORTHWHILE
    assert search.width()


def test_without_numba_nothing_is_missed_but_speed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, COMPILED)
    monkeypatch.setitem(sys.modules, "numba", None)
    accelerator.fetched.cache_clear()
    try:
        assert accelerator.fetched() is None
        assert cli.main(["compile"]) == cli.WRONG_OPTIONS
        assert "numba" in capsys.readouterr().err
    finally:
        accelerator.fetched.cache_clear()


def test_nobody_waits_for_a_compiler(tmp_path: Path) -> None:
    """Where nothing was compiled when installing, counts do without; after ``pbcount compile`` they do not."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    asked = "from pbcount.rules.equal_shares.accelerator import fetched; print(fetched() is not None)"

    def fetches() -> str:
        done = subprocess.run(
            [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout.strip()

    assert fetches() == "False"
    assert not list(tmp_path.rglob("*.nbc"))
    subprocess.run([sys.executable, "-m", "pbcount", "compile"], env=environment, check=True, timeout=120)
    assert fetches() == "True"
