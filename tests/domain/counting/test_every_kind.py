"""Does every kind of ballot go all the way: cast, opened, counted, shown, and published as a file that anyone counts to the same winners?

PROOF_COUNTS: random elections to publish and count again (26).
"""

from __future__ import annotations

import os
import random

import pytest
from django.db import transaction
from django.test import Client

from medborgarbudget.domain.counting import elections, telling
from medborgarbudget.domain.counting.actions import count_vote, publish_result, recount
from medborgarbudget.domain.counting.export import pb_of
from medborgarbudget.domain.counting.models import Count
from medborgarbudget.domain.cycles.models import Cycle, Deed, RuleSheet
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.voting.models import OpenedBallot
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.foundation.clock import database_now
from pbcount import RuleSpec, count
from pbcount.pabulib import check, read
from tests.support.cast import NOW
from tests.support.cycles import make_cycle
from tests.support.random_ballots import every_kind_and_rule, random_choices, random_vote, settle
from tests.support.voting import accepted_proposals, leader_of, opened_vote

EVERY = every_kind_and_rule()


def _cycle(lund: Organisation, kind: str, rule: str, settings: dict[str, object]) -> Cycle:
    cycle = make_cycle(
        lund,
        NOW,
        open_deeds=[Deed.VOTE],
        areas=["Norr", "Söder", "Öster"],
        pots=[700_000, 900_000, 1_200_000],
        rules={"ballot_kind": kind, "counting_rule": rule, **settings},
    )
    settle(cycle)
    return cycle


@pytest.mark.parametrize(
    ("kind", "rule", "settings"), EVERY, ids=[f"{k}-{r}-{n}" for n, (k, r, _s) in enumerate(EVERY)]
)
def test_a_ballot_of_every_kind_goes_from_the_urn_to_the_result_page(
    lund: Organisation,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    rule: str,
    settings: dict[str, object],
) -> None:
    # What would have made the others win is searched for elsewhere, by counting hundreds of times.
    monkeypatch.setattr(telling, "AT_ONCE", 0)
    monkeypatch.setattr(telling, "AT_MOST", 0)
    cycle = _cycle(lund, kind, rule, settings)
    accepted_proposals(cycle, per_area=5)
    definition = plan_ballot(cycle, RuleSheet.objects.get(cycle=cycle)).definition
    chance = random.Random(f"{kind} {rule}")
    # Areas and numbers of options are the same in the plan and in the prepared ballot.
    ballots = [
        (style.code, random_choices(definition, style.code, chance)) for style in definition.styles for _ in range(15)
    ]
    vote = opened_vote(cycle, ballots)
    kept = sorted(
        (ballot.style, sorted(map(repr, ballot.choices))) for ballot in OpenedBallot.objects.filter(vote=vote)
    )
    cast = [
        (style, sorted(repr(list(each) if isinstance(each, tuple) else each) for each in choices))
        for style, choices in ballots
    ]
    assert kept == sorted(cast)

    actor = leader_of(cycle)
    counts = count_vote(vote=vote, actor=actor, now=database_now())
    assert len(counts) == 3
    assert all(each.same for each in recount(vote=vote, actor=actor, now=database_now()))
    for each in counts:
        _counts_the_same_again(each)
    publish_result(vote=vote, actor=actor, now=database_now())
    page = client.get(f"/lund/omgangar/{cycle.slug}/resultat/")
    assert page.status_code == 200
    shown = page.content.decode()
    assert all(option.title in shown for option in vote.options.all())


def _counts_the_same_again(kept: Count) -> None:
    """The published file is in order, has the count's digest, and counted by the published rule it gives the same winners."""
    file = read(pb_of(kept))
    assert not [problem for problem in check(pb_of(kept)) if problem.severity == "error"]
    outcome = count(file.election, RuleSpec.from_json(kept.spec))
    assert list(outcome.winners) == kept.outcome["winners"]
    assert outcome.voters == kept.ballots
    assert set(file.selected or ()) == set(outcome.winners)


def test_r9_the_platform_and_pbcount_on_the_published_file_choose_the_same(lund: Organisation) -> None:
    wanted = int(os.environ.get("PROOF_COUNTS", "26"))
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.VOTE], areas=["Norr", "Söder"], pots=[500_000, 800_000])
    proposals = accepted_proposals(cycle, per_area=7)
    ballots = counts = won = 0
    for number in range(wanted):
        kind, rule, settings = EVERY[number % len(EVERY)]
        with transaction.atomic():
            chance = random.Random(number)
            vote, cast = random_vote(cycle, proposals, kind, rule, settings, chance)
            spec = elections.official_spec(vote)
            for pot in cycle.pots.all():
                election = elections.election_of(vote, pot)
                outcome = count(election, spec)
                kept = Count(
                    vote=vote,
                    pot=pot,
                    spec=spec.to_json(),
                    outcome=outcome.to_json(),
                    ballots=outcome.voters,
                    digest=outcome.digest,
                )
                _counts_the_same_again(kept)
                counts += 1
                won += len(outcome.winners)
            ballots += cast
            # Opened ballots are never deleted; the whole vote is taken back.
            transaction.set_rollback(True)
    assert won > counts
    print(
        f"\nR9: {counts} counts of {ballots} random ballots in {len(EVERY)} combinations of ballot and rule: none differ from pbcount"
    )
