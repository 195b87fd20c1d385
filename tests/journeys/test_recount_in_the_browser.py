"""Does the recount that runs in a reader's browser agree with what the elections are known to give?"""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Browser

from medborgarbudget.domain.counting import elections, telling
from medborgarbudget.domain.counting.export import pb_of
from medborgarbudget.domain.counting.models import Count
from medborgarbudget.domain.counting.queries import PotResult
from medborgarbudget.domain.cycles.models import Deed, Pot
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.sites.residents.results.showing import _recount
from pbcount import count
from tests.support.cast import NOW
from tests.support.cycles import make_cycle
from tests.support.random_ballots import every_kind_and_rule, random_vote
from tests.support.voting import accepted_proposals

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "src/medborgarbudget/sites/residents/static/residents/recount.js"
ELECTIONS = ROOT.parent / "shared" / "pb"
SLOW = {("France_Toulouse_2022.pb", "add1")}
"""Half a minute each in a browser; counted too when RECOUNT_ALL=1."""

COUNT = """async ([script, text, specs]) => {
  const { readPb, recount } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const election = readPb(text);
  if (!["approval", "choose-1"].includes(election.kind)) return null;
  const winners = [];
  for (const spec of specs) winners.push(await recount(election, spec));
  return winners;
}"""

pytestmark = pytest.mark.journey


def specs_of(options: str) -> dict[str, str]:
    return dict(re.findall(r"--(\S+) (\S+)", options))


def test_the_browser_agrees_on_every_real_election(browser: Browser) -> None:
    if not ELECTIONS.exists():
        pytest.skip("the real elections are not beside the checkout (../shared/pb)")
    expected = json.loads((ELECTIONS / "expected.json").read_text())
    script = SCRIPT.read_text()
    page = browser.new_page()
    compared = 0
    for file, outcomes in expected.items():
        wanted = {
            options: winners
            for options, winners in outcomes.items()
            if specs_of(options)["rule"] in {"greedy", "equal-shares"}
            and (os.environ.get("RECOUNT_ALL") or (file, specs_of(options).get("completion")) not in SLOW)
        }
        text = (ELECTIONS / file).read_text(encoding="utf-8")
        given = page.evaluate(COUNT, [script, text, [specs_of(options) for options in wanted]])
        if given is None:
            continue
        for (options, winners), found in zip(wanted.items(), given, strict=True):
            assert sorted(found) == sorted(winners), f"{file} {options}"
            compared += 1
    page.close()
    assert compared >= 358


TRY = """async ([script, text, spec]) => {
  const { OptionsError, readPb, recount } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  try { return { winners: await recount(readPb(text), spec) }; }
  catch (error) { return error instanceof OptionsError ? { declined: error.message } : { failed: String(error) }; }
}"""


@pytest.mark.django_db
def test_every_kind_of_ballot_is_counted_the_same_or_plainly_declined(browser: Browser, lund: Organisation) -> None:
    """And the page offers to count exactly what the program in the browser can count."""
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.VOTE], areas=["Norr", "Söder"], pots=[500_000, 800_000])
    proposals = accepted_proposals(cycle, per_area=7)
    page = browser.new_page()
    # Lots are drawn with what browsers give to pages they can trust only.
    page.route("http://localhost/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto("http://localhost/")
    counted, declined = set(), set()
    once = {(kind, rule): settings for kind, rule, settings in every_kind_and_rule()}
    for number, ((kind, rule), settings) in enumerate(once.items()):
        with transaction.atomic():
            vote, _cast = random_vote(cycle, proposals, kind, rule, settings, random.Random(number))
            for pot in cycle.pots.all():
                kept = _counted(vote, pot)
                told = page.evaluate(TRY, [SCRIPT.read_text(), pb_of(kept).decode(), kept.spec])
                offered = _recount(PotResult(pot, kept, [], [], shows_numbers=True, command=""), "/fil.pb")
                assert bool(offered) == ("winners" in told), (kind, rule, told)
                if "declined" in told:
                    assert "counted here" in told["declined"]
                    declined.add((kind, rule))
                else:
                    assert sorted(told.get("winners", [str(told)])) == sorted(kept.outcome["winners"]), (kind, rule)
                    counted.add((kind, rule))
            transaction.set_rollback(True)
    page.close()
    print(f"\nIn the browser: counted the same {sorted(counted)}; plainly declined {sorted(declined)}")
    assert {kind for kind, _rule in counted} == {"up_to_k", "own_and_free", "one", "knapsack"} and declined


def _counted(vote: Vote, pot: Pot) -> Count:
    """The count as the product keeps it, without the search for what would have made the others win."""
    election, spec = elections.election_of(vote, pot), elections.official_spec(vote)
    outcome = count(election, spec)
    story = telling.story_of(election, outcome, elections.numbers_of(vote, pot))
    return Count(
        vote=vote, pot=pot, spec=spec.to_json(), outcome=outcome.to_json(), ballots=outcome.voters,
        digest=outcome.digest, explanation=story.to_json(),
    )  # fmt: skip
