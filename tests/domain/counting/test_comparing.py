from __future__ import annotations

import pytest

from medborgarbudget.domain.counting import comparing, contrast, queries, wording
from medborgarbudget.domain.counting.actions import compare_again
from medborgarbudget.domain.counting.background import compare_rules
from medborgarbudget.domain.counting.elections import election_of
from medborgarbudget.domain.counting.invented import Invention, invent
from medborgarbudget.domain.counting.models import ComparisonRun, Count
from medborgarbudget.domain.counting.queries import contrast_of, official_counts, result_of
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from pbcount import RuleSpec, measures
from tests.support.counting import counted_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.voting import leader_of, opened_vote

pytestmark = pytest.mark.writes

SHARES = RuleSpec("equal-shares", completion="add1", ties="cost-votes-seed:ab", threshold=3)


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


@pytest.fixture
def divided(cycle):
    """Sixty want the two dear ones, forty the cheap one: votes alone give the majority everything."""
    with_costs(cycle, 500, 500, 350)
    return counted_vote(cycle, votes(n12=60, n3=40))


@pytest.mark.parametrize("by_points", [False, True])
@pytest.mark.parametrize("official", [SHARES, RuleSpec("greedy", threshold=3), RuleSpec("points", threshold=3)])
def test_the_official_rule_is_not_among_those_it_is_compared_with(official, by_points):
    found = comparing.variants(official, by_points=by_points)
    specs = [each.spec for each in found]
    assert official not in specs
    assert len({each.name for each in found}) == len(specs) == len(set(map(str, specs)))
    assert all((spec.ties, spec.threshold) == (official.ties, official.threshold) for spec in specs)
    first = found[0].spec.rule
    assert first == ("equal-shares" if official.rule != "equal-shares" else "points" if by_points else "greedy")


@pytest.mark.parametrize("by_points", [False, True])
@pytest.mark.parametrize("official", [SHARES, RuleSpec("greedy"), RuleSpec("maximin-support")])
def test_each_rule_has_a_name_of_its_own_and_is_explained(official, by_points):
    specs = [each.spec.to_json() for each in comparing.variants(official, by_points=by_points)]
    names = [wording.rule_name(spec) for spec in specs]
    assert len(set(names)) == len(names) and not {spec["rule"] for spec in specs} & set(names)
    assert all(wording.how_the_rule_works(spec) for spec in specs)
    told = [contrast.why_they_differ(official.to_json(), spec) for spec in specs]
    if official.rule != "greedy":
        assert all(told)


def test_a_start_or_a_comparison_makes_no_other_rule():
    wieliczka = RuleSpec("equal-shares", completion="add1", compare="greedy", start="exact")
    assert "equal-shares-add1" not in [each.name for each in comparing.variants(wieliczka, by_points=False)]


def test_every_other_rule_is_counted_in_the_background_and_kept_with_its_measures(divided):
    run = ComparisonRun.objects.get(vote=divided)
    assert run.finished_at is not None and run.done == run.total == 9 and run.left_out == []
    kept = list(Count.objects.filter(vote=divided, official=False))
    assert {each.variant for each in kept} >= {
        *("greedy", "greedy-per-krona", "phragmen", "max-utility", "bounded-overspending", "maximin-support"),
    }
    for each in Count.objects.filter(vote=divided):
        election = election_of(divided, each.pot)
        again = comparing.counted(election, RuleSpec.from_json(each.spec))
        assert (each.digest, each.outcome["winners"]) == (again.digest, list(again.winners))
        assert each.measures["projects"] == pytest.approx(measures.average_satisfaction(election, again.winners))
        assert each.measures["broken_claims"] == len(measures.ejr_plus_violations(election, again.winners))


def test_comparing_again_changes_nothing_that_is_there(divided):
    before = list(Count.objects.order_by("pk").values_list("pk", "digest", "counted_at"))
    compare_again(vote=divided, actor=leader_of(divided.cycle), now=database_now())
    compare_rules.func(divided.pk)
    assert list(Count.objects.order_by("pk").values_list("pk", "digest", "counted_at")) == before


def test_what_was_interrupted_goes_on(divided):
    Count.objects.filter(vote=divided, variant__in=["phragmen", "greedy"]).delete()
    ComparisonRun.objects.update(done=2, finished_at=None)
    compare_rules.func(divided.pk)
    assert Count.objects.filter(vote=divided, official=False).count() == 9
    assert ComparisonRun.objects.get().finished_at is not None


def test_a_rule_that_takes_too_long_is_left_out_and_said_so(cycle, monkeypatch):
    real = comparing.counted
    monkeypatch.setattr(
        comparing, "counted", lambda election, spec: None if spec.rule == "phragmen" else real(election, spec)
    )
    with_costs(cycle, 500, 500)
    vote = counted_vote(cycle, votes(n1=60, n2=40))
    run = ComparisonRun.objects.get(vote=vote)
    assert [name for _pot, name in run.left_out] == ["phragmen"] and run.done == run.total
    assert not Count.objects.filter(variant="phragmen").exists()


def test_counting_stops_when_its_time_is_up(divided):
    (kept,) = official_counts(divided)
    raised = invent(Invention(voters=90, projects=9, budget=90_000, groups=2, spread=40, choices=2, seed=1))
    spec = RuleSpec("equal-shares", completion="add1")
    assert comparing.counted(raised, spec).endowment.added
    assert comparing.counted(raised, spec, seconds=-1.0) is None
    for rule in ("bounded-overspending", "maximin-support", "max-utility"):
        assert comparing.counted(raised, RuleSpec(rule)).winners
        assert comparing.counted(raised, RuleSpec(rule), seconds=-1.0) is None
    assert comparing.counted(election_of(divided, kept.pot), RuleSpec("points")) is None


def test_nothing_is_compared_before_it_is_counted(cycle):
    with_costs(cycle, 500)
    vote = opened_vote(cycle, votes(n1=20))
    with pytest.raises(Refused):
        compare_again(vote=vote, actor=leader_of(cycle), now=database_now())
    assert not ComparisonRun.objects.exists()


def test_the_difference_is_told_in_words_with_a_reason_for_each_proposal(divided):
    (pot,) = result_of(divided, None, all_rules=True).pots
    told = contrast_of(pot)
    assert [column.base for column in told.columns] == [True] + [False] * 9
    won = {row.title: row.won for row in told.rows}
    assert won["Förslag 3"][:2] == [True, False]
    greedy = told.differences[0]
    assert [each.title for each in greedy.here] == ["Förslag 3"]
    assert "När turen kom till det fanns" in greedy.here[0].why.replace("\u00a0", " ")
    words = " ".join(greedy.summary).replace("\u00a0", " ")
    assert "Färre röstande får något av sina förslag: 60 % i stället för 100 %" not in words  # nobody's all is told
    assert "Det beror på att den största gruppen får bestämma först" in words
    assert told.differing == sum(len(set(row.won)) > 1 for row in told.rows) >= 1


def test_shares_of_voters_are_told_where_they_hide_nobody(cycle):
    with_costs(cycle, 500, 500, 350)
    vote = counted_vote(cycle, votes(n12=60, n3=40, n=0) + [("", [1, 2, 3])] * 15)
    (pot,) = result_of(vote, None, all_rules=True).pots
    line = next(each for each in contrast_of(pot).lines if "minst ett" in each.label)
    assert line.cells[0] == "–" and line.cells[1].replace("\u00a0", " ") == "65,2 %"


def test_few_voters_are_not_compared(cycle):
    with_costs(cycle, 500, 500)
    vote = counted_vote(cycle, votes(n1=5, n2=4))
    (pot,) = result_of(vote, None, all_rules=True).pots
    assert contrast_of(pot) is None


def test_the_result_page_reads_only_the_count_it_shows_beside(divided):
    (pot,) = result_of(divided, None).pots
    assert [each.variant for each in pot.beside] == ["greedy"]
    (pot,) = result_of(divided, None, all_rules=True).pots
    assert [each.variant for each in pot.beside] == [
        each.name for each in comparing.variants(RuleSpec.from_json(pot.count.spec), by_points=False)
    ]
    assert queries.comparison_run(divided).total == 9
