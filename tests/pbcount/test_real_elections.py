"""Do the real elections come out as an independent exact count, or the city itself, says?"""

from __future__ import annotations

import json
import shlex
from functools import cache
from pathlib import Path

import pytest

from pbcount import RuleSpec, count
from pbcount.certificate import verify
from pbcount.counting import admitted
from pbcount.pabulib import PabulibFile, official, read, write_file
from pbcount.rules.equal_shares.abreast import abreast
from pbcount.rules.equal_shares.market import market_of
from pbcount.rules.equal_shares.run import run

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "pb"
EXPECTED: dict[str, dict[str, list[str]]] = {}
if (FOLDER / "expected.json").exists():
    EXPECTED = json.loads((FOLDER / "expected.json").read_text())
needs_files = pytest.mark.skipif(not EXPECTED, reason=f"the real elections are not there: {FOLDER / 'expected.json'}")


@cache
def real(name: str) -> PabulibFile:
    return read(FOLDER / name)


@needs_files
@pytest.mark.parametrize("name", sorted(EXPECTED) or ["none"])
def test_every_expected_outcome(name: str) -> None:
    file = real(name)
    wrong = []
    for options, winners in EXPECTED[name].items():
        words = shlex.split(options)
        given = dict(zip((word.removeprefix("--") for word in words[::2]), words[1::2], strict=True))
        outcome = official(file).outcome if given["rule"] == "official" else count(file.election, RuleSpec(**given))
        if sorted(outcome.winners) != winners:
            wrong.append((options, sorted(set(outcome.winners) ^ set(winners))))
    assert not wrong


@needs_files
def test_wieliczka_comes_out_as_the_city_announced() -> None:
    agreement = official(real("Poland_Wieliczka_2023_Green_Budget.pb"))
    outcome = agreement.outcome
    assert agreement.agrees
    assert not agreement.passed_over
    assert (len(outcome.winners), outcome.spent) == (30, 995079)
    assert outcome.endowment is not None
    assert (outcome.endowment.start, outcome.endowment.final) == (151, 315)
    assert outcome.comparison is not None
    assert not outcome.comparison.taken


@needs_files
def test_a_project_the_city_passed_over_is_named() -> None:
    agreement = official(real("Poland_Warszawa_2020_Targowek.pb"))
    assert agreement.agrees
    assert agreement.passed_over == ("1667",)


@needs_files
@pytest.mark.parametrize("name", ["Poland_Wieliczka_2023_Green_Budget.pb", "Poland_Katowice_2023_Koszutka.pb"])
def test_certificates_of_real_elections_hold(name: str) -> None:
    election = real(name).election
    utility = "points" if election.ballots.points is not None else "cost"
    verify(election, count(election, RuleSpec("equal-shares", utility=utility, completion="add1")))


@needs_files
@pytest.mark.parametrize("utility", ["cost", "cardinality"])
@pytest.mark.parametrize("name", ["Poland_Wieliczka_2023_Green_Budget.pb", "Netherlands_Amsterdam_588.pb"])
def test_many_shares_side_by_side_buy_what_each_buys_alone(name: str, utility: str) -> None:
    contest, _ = admitted(real(name).election, RuleSpec("equal-shares", utility=utility))
    market = market_of(contest, contest.eligible, 1)
    fair = contest.budget // contest.election.voters
    shares = [fair + more for more in (*range(20), fair, 2 * fair, 9 * fair)]
    found = abreast(market, shares)
    assert found.count(None) <= 2
    for share, order in zip(shares, found, strict=True):
        alone = run(market, share)
        assert alone is not None
        assert order is None or order == alone.order


@needs_files
def test_progress_is_told_while_reading_and_raising() -> None:
    told: list[tuple[str, int, int | None]] = []

    def tell(what: str, done: int, whole: int | None) -> None:
        told.append((what, done, whole))

    file = read(FOLDER / "Poland_Wieliczka_2023_Green_Budget.pb", progress=tell)
    outcome = count(file.election, RuleSpec("equal-shares", completion="add1"), tell)
    assert outcome.endowment is not None
    assert told[0][0] == "read"
    steps = [done for what, done, _ in told if what == "add1"]
    assert steps == sorted(steps)
    assert 0 < steps[-1] <= outcome.endowment.added


@needs_files
@pytest.mark.parametrize(
    "name",
    ["Poland_Wieliczka_2023_Green_Budget.pb", "Poland_Krakow_2023_Zwierzyniec.pb", "Poland_Katowice_2023_Koszutka.pb"],
)
def test_a_file_written_anew_holds_the_same_election(name: str) -> None:
    file = real(name)
    for attributes in (False, True):
        again = read(write_file(file, attributes=attributes))
        assert again.election.digest == file.election.digest
        assert again.selected == file.selected
    assert b";age" not in write_file(file)


@needs_files
def test_repeated_projects_on_real_ballots_are_counted_once_and_reported() -> None:
    file = real("Poland_Warszawa_2026_Sady_Zoliborskie.pb")
    repeated = [notice for notice in file.notices if notice.code == "project-repeated"]
    places = [(notice.line, notice.params["id"]) for notice in repeated]
    assert places == [(840, "1594"), (1297, "1740"), (1297, "558"), (1487, "1125")]
